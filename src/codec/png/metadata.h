#pragma once
// Ancillary chunks: what becomes of them when the pixel format changes. Which of them stay at all is decided before,
// in container/png/metadata.

#include <vector>

#include "base/result.h"
#include "codec/png/read.h"
#include "codec/png/reduce.h"

namespace whittle::png {

/// Errors: unsupported where an unknown chunk depends on the image data.
Status check_known(const std::vector<PlacedChunk>& chunks);

/// The ICC profile; empty when there is none or it is damaged.
Bytes colour_profile(const Container& container);

/// Deflates the compressed texts and profiles again where that is smaller.
void recompress(std::vector<PlacedChunk>& chunks);

ReductionLimits reduction_limits(const Container& container, const std::vector<PlacedChunk>& chunks);

/// `chunks` rewritten for `target`: sBIT, bKGD, hIST follow the format; the others stay. `source` holds the palette
/// they refer to.
std::vector<PlacedChunk> chunks_for(const std::vector<PlacedChunk>& chunks, const Container& source,
                                    const Target& target);

}  // namespace whittle::png
