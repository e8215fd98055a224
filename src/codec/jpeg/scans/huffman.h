#pragma once
// Huffman codes of JPEG: at most 16 bits long, and no code of ones only (T.81 annex C).

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace whittle::jpeg {

/// How often each symbol occurs.
using Histogram = std::array<std::uint32_t, 256>;

/// Bits of a table in DHT: class and slot, 16 counts, a byte a symbol.
constexpr std::uint64_t table_bits(int symbols) {
  return 8 * (17 + static_cast<std::uint64_t>(symbols));
}

/// Bits of all codes of the best code for `histogram`, `scale` times, plus those of its table. The limit of 16 bits is
/// left out of account: it is met in rare symbols only.
std::uint64_t coding_bits(const Histogram& histogram, double scale = 1);

/// A code as DHT holds it, and as an encoder wants it.
struct HuffmanTable {
  std::array<std::uint8_t, 17> counts{};   ///< of codes by length, [0] unused
  std::vector<std::uint8_t> symbols;       ///< by length
  std::array<std::uint8_t, 256> length{};  ///< bits, 0 for symbols that do not occur
  std::array<std::uint16_t, 256> code{};
};

/// The best code for `histogram` within 16 bits. An empty histogram gets a
/// table of one symbol: some decoders refuse empty ones.
HuffmanTable best_table(const Histogram& histogram);

}  // namespace whittle::jpeg
