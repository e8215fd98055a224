#pragma once
// EXIF as text: before PNG had eXIf, ImageMagick and ExifTool wrote it into "Raw profile type exif" (or APP1), as a
// line with a name, a line with a decimal length, and hexadecimal digits. ImageMagick obeys its orientation to this
// day.

#include "base/bytes.h"

namespace whittle::container {

/// Bytes of a text chunk in which its keyword has been seen.
inline constexpr std::size_t kRawKeyword = 22;
/// Whether a text chunk that starts with `data` says that it is such EXIF.
bool is_raw_exif(ByteView data);

/// The EXIF block, without "Exif\0\0", in a text chunk of `type` with `data`. Only the first `limit` bytes of the text
/// are read, and the block ends where they do. Empty when there is none.
Bytes raw_exif(std::uint32_t type, ByteView data, std::size_t limit);

}  // namespace whittle::container
