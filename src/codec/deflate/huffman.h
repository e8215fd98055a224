#pragma once
// The Huffman codes of a deflate block: from counts to lengths, from lengths to codes (RFC 1951, 3.2.2).

#include <array>
#include <cstdint>
#include <span>

#include "codec/deflate/format.h"

namespace whittle::deflate {

/// Bits of each code of a block, 0 where a symbol is not used.
struct CodeLengths {
  std::array<std::uint8_t, 288> literal{};
  std::array<std::uint8_t, 32> distance{};
};

/// Optimal code lengths of at most `limit` bits for `counts`; 0 for symbols that do not occur. A single symbol gets
/// length 1. `counts.size()` at most 288 and at most 2^limit.
void code_lengths(std::span<const std::uint32_t> counts, int limit, std::span<std::uint8_t> lengths);

/// Codes for `lengths`, bit-reversed, ready to be written least significant bit first.
void canonical_codes(std::span<const std::uint8_t> lengths, std::span<std::uint16_t> codes);

}  // namespace whittle::deflate
