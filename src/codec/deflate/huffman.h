#pragma once
// Code lengths for the blocks of a deflate stream, and the exact size in bits that a block has with them.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "codec/deflate/format.h"

namespace whittle::deflate {

/// Optimal code lengths of at most `limit` bits for `counts`; 0 for symbols that do not occur. A single symbol gets
/// length 1. `counts.size()` at most 288 and at most 2^limit.
void code_lengths(std::span<const std::uint32_t> counts, int limit, std::span<std::uint8_t> lengths);

/// Codes for `lengths`, bit-reversed, ready to be written least significant bit first.
void canonical_codes(std::span<const std::uint8_t> lengths, std::span<std::uint16_t> codes);

/// Which Huffman codes a block has.
struct BlockCode {
  std::array<std::uint8_t, 288> literal{};
  std::array<std::uint8_t, 32> distance{};
  bool fixed = false;
  std::uint64_t bits = 0;  ///< of the whole block with its three header bits and the end of block
};

/// How a dynamic block's code lengths are themselves coded.
struct CodeHeader {
  struct Item {
    std::uint8_t symbol;  ///< 0-18
    std::uint8_t extra;   ///< value of the extra bits
  };
  std::vector<Item> items;
  std::array<std::uint8_t, 19> lengths{};
  std::size_t literals = 257, distances = 1, precodes = 4;
};

/// The shortest of the ways to write the code lengths.
CodeHeader code_header(const BlockCode& code);

enum class CodeSearch {
  quick,
  wide,  ///< more ways to smooth, and codes of limited length, whose lengths are cheaper to write
};

/// The smallest code for `histogram` (whose end of block is not counted): dynamic, dynamic with smoothed counts or
/// limited lengths, or fixed.
BlockCode best_code(const Histogram& histogram, CodeSearch search = CodeSearch::quick);

}  // namespace whittle::deflate
