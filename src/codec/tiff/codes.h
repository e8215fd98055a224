#pragma once
// The byte codes of TIFF 6.0 that need no tables: PackBits (section 9) and LZW (section 13), and Deflate (TIFF
// Supplement 2). Each fills all of `out`; what is coded beyond it is left alone, as libtiff does.

#include <span>

#include "base/bytes.h"

namespace whittle::tiff {

/// False: `coded` ends before `out` is full, or is damaged.
bool unpack_bits(ByteView coded, std::span<std::byte> out);
/// Codes of 9 to 12 bits, the highest bit first. False as above.
bool unpack_lzw(ByteView coded, std::span<std::byte> out);
/// A zlib stream. False as above, and when its checksum is wrong.
bool unpack_deflate(ByteView coded, std::span<std::byte> out);
/// Whether `coded` is LZW as it was before TIFF 6.0, lowest bit first, which `unpack_lzw` does not read.
bool is_old_lzw(ByteView coded);

}  // namespace whittle::tiff
