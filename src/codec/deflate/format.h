#pragma once
// The vocabulary of deflate (RFC 1951): lengths, distances, their symbols, and histograms of symbols.

#include <array>
#include <cstdint>
#include <vector>

namespace whittle::deflate {

inline constexpr std::size_t kMinMatch = 3;
inline constexpr std::size_t kMaxMatch = 258;
inline constexpr std::size_t kWindow = 32768;
inline constexpr std::size_t kLiteralCodes = 286;  ///< literals, end of block, lengths
inline constexpr std::size_t kDistanceCodes = 30;
inline constexpr std::size_t kEndOfBlock = 256;
inline constexpr std::size_t kFirstLength = 257;

inline constexpr std::array<std::uint16_t, 29> kLengthBase = {
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
inline constexpr std::array<std::uint8_t, 29> kLengthExtra = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,
                                                              2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
inline constexpr std::array<std::uint16_t, 30> kDistanceBase = {
    1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
    193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
inline constexpr std::array<std::uint8_t, 30> kDistanceExtra = {0, 0, 0, 0, 1, 1, 2, 2,  3,  3,  4,  4,  5,  5,  6,
                                                                6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13};

namespace tables {
constexpr std::array<std::uint8_t, 259> make_length_symbols() {
  std::array<std::uint8_t, 259> table{};
  for (std::size_t symbol = 0; symbol < 28; ++symbol) {
    for (std::size_t i = 0; i < (1U << kLengthExtra[symbol]) && kLengthBase[symbol] + i < 258; ++i) {
      table[kLengthBase[symbol] + i] = static_cast<std::uint8_t>(symbol);
    }
  }
  table[258] = 28;
  return table;
}
/// First half: distances up to 256 by distance - 1; second half: the others by (distance - 1) >> 7.
constexpr std::array<std::uint8_t, 512> make_distance_symbols() {
  std::array<std::uint8_t, 512> table{};
  for (std::size_t symbol = 0; symbol < 30; ++symbol) {
    for (std::size_t i = 0; i < (1U << kDistanceExtra[symbol]); ++i) {
      const std::size_t below = kDistanceBase[symbol] + i - 1;
      table[below < 256 ? below : 256 + (below >> 7)] = static_cast<std::uint8_t>(symbol);
    }
  }
  return table;
}
inline constexpr auto kLengthSymbols = make_length_symbols();
inline constexpr auto kDistanceSymbols = make_distance_symbols();
}  // namespace tables

/// 0-28, to be added to kFirstLength.
inline std::size_t length_symbol(std::size_t length) {
  return tables::kLengthSymbols[length];
}
inline std::size_t distance_symbol(std::size_t distance) {
  const std::size_t below = distance - 1;
  return tables::kDistanceSymbols[below < 256 ? below : 256 + (below >> 7)];
}

/// One step of a parse: length << 16 | distance for a match, the byte itself for a literal.
using Symbol = std::uint32_t;
inline constexpr Symbol match_symbol(std::size_t length, std::size_t distance) {
  return static_cast<Symbol>(length << 16 | distance);
}
inline std::size_t symbol_length(Symbol symbol) {
  return symbol >> 16;
}  ///< 0 for a literal
inline std::size_t symbol_distance(Symbol symbol) {
  return symbol & 0xFFFF;
}
/// Bytes that a symbol stands for.
inline std::size_t symbol_bytes(Symbol symbol) {
  return symbol < 0x10000 ? 1 : symbol >> 16;
}

/// How often each code is used in a block. The end of block is counted by whoever prices the block.
struct Histogram {
  std::array<std::uint32_t, kLiteralCodes> literal{};
  std::array<std::uint32_t, kDistanceCodes> distance{};

  void add(Symbol symbol) {
    if (symbol < 0x10000) {
      ++literal[symbol];
    } else {
      ++literal[kFirstLength + length_symbol(symbol_length(symbol))];
      ++distance[distance_symbol(symbol_distance(symbol))];
    }
  }
};

inline Histogram histogram_of(const Symbol* begin, const Symbol* end) {
  Histogram result;
  for (; begin != end; ++begin) result.add(*begin);
  return result;
}

}  // namespace whittle::deflate
