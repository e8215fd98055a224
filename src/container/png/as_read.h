#pragma once
// A PNG as decoders read it. Behind this nobody needs to know of chunks that do not count (rules.h), of palettes that
// are too long, or of places that decoders do not look at.

#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "whittle/options.h"

namespace whittle::container {

/// For whom a PNG is read: for a PNG that shall keep its chunks, or for pixels and metadata of another format.
enum class PngReader { png, other };

/// `png`, whose CRCs have been checked, without what does not count. For PngReader::other its texts and EXIF stand
/// before the pixels, where decoders look, and EXIF in a text has become an eXIf chunk, unless there is one. nullopt:
/// `png` is like that already. Errors: unsupported where versions of libpng differ about what the file says.
Result<std::optional<Bytes>> png_as_read(ByteView png, PngReader reader);

/// Success unless the file has a chunk that nobody but its maker understands and that depends on the coded pixels. The
/// specification (third edition, 14.2) lets an editor keep such a chunk only if it changes no critical chunk, so that
/// there is nothing to gain; it goes with comments. A gain map is none of these: its loss has been refused before, or
/// asked for. Errors: unsupported.
Status check_png_unknown(ByteView png, MetadataSet strip);

}  // namespace whittle::container
