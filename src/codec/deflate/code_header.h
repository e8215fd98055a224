#pragma once
// How the header of a dynamic block writes the lengths of its codes (RFC 1951, 3.2.7): as lengths and repeats, which
// have a Huffman code of their own, the precode.

#include <array>
#include <cstdint>
#include <vector>

#include "codec/deflate/huffman.h"

namespace whittle::deflate {

/// The order in which the lengths of the precode stand.
inline constexpr std::array<std::uint8_t, 19> kPrecodeOrder = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                               11, 4,  12, 3, 13, 2, 14, 1, 15};

struct CodeHeader {
  struct Item {
    std::uint8_t symbol;  ///< 0-18
    std::uint8_t extra;   ///< value of the extra bits
  };
  std::vector<Item> items;
  std::array<std::uint8_t, 19> lengths{};
  std::size_t literals = 257, distances = 1, precodes = 4;
};

/// The shortest of the ways to write `code`.
CodeHeader code_header(const CodeLengths& code);

/// Its size in bits, without the three that begin the block.
std::uint64_t header_bits(const CodeLengths& code);

}  // namespace whittle::deflate
