#pragma once
// Ancillary chunks: which go by the strip rules, and what the others become when the pixel format changes.

#include <vector>

#include "base/result.h"
#include "engine/png_chunks.h"
#include "engine/png_reduce.h"
#include "whittle/options.h"

namespace whittle::engine::png {

/// The chunks of `container` that stay under `strip`:
///   exif      eXIf and raw profiles exif, APP1; an orientation other than 1 stays in an eXIf of its own
///   gps       with exif, or alone: the position is taken out of eXIf
///   xmp, iptc texts XML:com.adobe.xmp, raw profiles xmp; iptc, 8bim
///   copyright texts Copyright and Author
///   comment   the other texts, tIME, private chunks
///   thumb     prVW
///   icc       sRGB, gAMA and cHRM where they only say that the image is sRGB, as one without them is. A profile is not
///   dropped:
///             that would change colours.
/// Errors: unsupported where an unknown chunk that stays depends on the image data.
Result<std::vector<PlacedChunk>> kept_chunks(const Container& container, MetadataSet strip);

/// Deflates the compressed texts and profiles again where that is smaller.
void recompress(std::vector<PlacedChunk>& chunks);

ReductionLimits reduction_limits(const Container& container, const std::vector<PlacedChunk>& chunks);

/// `chunks` rewritten for `target`: sBIT, bKGD, hIST follow the format; the others stay. `source` holds the palette
/// they refer to.
std::vector<PlacedChunk> chunks_for(const std::vector<PlacedChunk>& chunks, const Container& source,
                                    const Target& target);

}  // namespace whittle::engine::png
