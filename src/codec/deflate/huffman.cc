#include "codec/deflate/huffman.h"

#include <algorithm>

#include "codec/huffman.h"

namespace whittle::deflate {

void code_lengths(std::span<const std::uint32_t> counts, int limit, std::span<std::uint8_t> lengths) {
  struct Leaf {
    std::uint32_t weight;
    std::uint16_t symbol;
  };
  std::fill(lengths.begin(), lengths.end(), std::uint8_t{0});
  std::array<Leaf, codec::kMaxHuffmanSymbols> leaves;
  std::size_t n = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) leaves[n++] = {counts[i], static_cast<std::uint16_t>(i)};
  }
  if (n == 0) return;
  if (n == 1) {
    lengths[leaves[0].symbol] = 1;
    return;
  }
  std::sort(leaves.begin(), leaves.begin() + n, [](const Leaf& a, const Leaf& b) {
    return a.weight != b.weight ? a.weight < b.weight : a.symbol < b.symbol;
  });
  std::array<std::uint32_t, codec::kMaxHuffmanSymbols> weights;
  for (std::size_t i = 0; i < n; ++i) weights[i] = leaves[i].weight;
  std::array<std::uint8_t, codec::kMaxHuffmanSymbols> sorted;
  codec::huffman_lengths({weights.data(), n}, limit, sorted);
  for (std::size_t i = 0; i < n; ++i) lengths[leaves[i].symbol] = sorted[i];
}

void canonical_codes(std::span<const std::uint8_t> lengths, std::span<std::uint16_t> codes) {
  std::array<std::uint32_t, 17> next{};
  for (const auto length : lengths) ++next[length + 1U];
  next[1] = 0;  // unused symbols
  for (std::size_t bits = 1; bits < next.size(); ++bits) next[bits] = (next[bits] + next[bits - 1]) << 1;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    std::uint32_t code = lengths[i] ? next[lengths[i]]++ : 0;
    std::uint32_t reversed = 0;
    for (int bit = 0; bit < lengths[i]; ++bit, code >>= 1) reversed = reversed << 1 | (code & 1);
    codes[i] = static_cast<std::uint16_t>(reversed);
  }
}

}  // namespace whittle::deflate
