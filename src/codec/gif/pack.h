#pragma once
// From a patch to LZW codes, and from those to the bytes of a GIF.

#include <array>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "codec/gif/clears.h"
#include "codec/gif/patch.h"

namespace whittle::gif {

/// The strings of an image, as nodes (see Strings) of a dictionary that begins anew where `clears` says.
struct Cut {
  unsigned code_size = 2;
  std::vector<std::uint16_t> nodes;
  std::vector<std::uint32_t> clears;  ///< numbers of the strings before which the code is cleared, without the first
  std::array<bool, 256> used{};       ///< symbols that are coded
};

/// Symbols must be below 2^code_size.
Cut cut(std::span<const Cell> cells, unsigned code_size, const ClearSearch& search);

/// Bits of those strings in codes for another size: all that depends on it. Clear and end codes included.
std::uint64_t coded_bits(const Cut& strings, unsigned code_size);
/// Whether the strings can be coded at another size, which has room for fewer or more of them.
bool fits(const Cut& strings, unsigned code_size);

/// Codes in bytes, as they stand in the sub-blocks of an image. `indices`: of the symbols, below 2^code_size.
Bytes pack(const Cut& strings, unsigned code_size, std::span<const std::uint8_t> indices);

}  // namespace whittle::gif
