#pragma once
// The LZW code of GIF (89a, appendix F): codes of a growing number of bits, the lowest bit first, up to 12.

#include <cstdint>
#include <span>

#include "base/bytes.h"

namespace whittle::gif {

/// How many of `out` the codes in `coded` fill, from the first on; what is coded beyond it is left alone, as in every
/// decoder. Fewer than all where the codes end or make no sense. `code_size`: 1 to 8 bits a pixel.
std::size_t unpack_lzw(ByteView coded, unsigned code_size, std::span<std::uint8_t> out);

/// What `coded` cannot exceed, whatever it says: a string is one pixel longer than some string before it, and there are
/// no more than codes.
std::size_t most_pixels(ByteView coded, unsigned code_size);

}  // namespace whittle::gif
