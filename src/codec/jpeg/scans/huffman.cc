#include "codec/jpeg/scans/huffman.h"

#include <algorithm>
#include <span>

#include "codec/huffman.h"

namespace whittle::jpeg {
namespace {

constexpr int kLongest = 16;

/// Weights as `codec::huffman_lengths` wants them. The reserved code of ones stands before all, with no weight.
struct Weights {
  std::array<std::uint32_t, 257> values;
  std::size_t size = 1;

  Weights() { values[0] = 0; }
  void add(std::uint32_t weight) { values[size++] = weight; }
  std::span<const std::uint32_t> view() const { return {values.data(), size}; }
};

}  // namespace

std::uint64_t coding_bits(const Histogram& histogram, double scale) {
  Weights weights;
  for (const std::uint32_t count : histogram) {
    if (count != 0) weights.add(count);
  }
  std::sort(weights.values.begin() + 1, weights.values.begin() + weights.size);
  const std::uint64_t bits = codec::huffman_bits(weights.view());
  return static_cast<std::uint64_t>(static_cast<double>(bits) * scale) + table_bits(static_cast<int>(weights.size - 1));
}

HuffmanTable best_table(const Histogram& histogram) {
  struct Leaf {
    std::uint32_t count;
    std::uint8_t symbol;
  };
  std::array<Leaf, 256> leaves;
  std::size_t n = 0;
  for (std::size_t symbol = 0; symbol < histogram.size(); ++symbol) {
    if (histogram[symbol] != 0) leaves[n++] = {histogram[symbol], static_cast<std::uint8_t>(symbol)};
  }
  if (n == 0) leaves[n++] = {1, 0};
  std::sort(leaves.begin(), leaves.begin() + n,
            [](const Leaf& a, const Leaf& b) { return a.count != b.count ? a.count < b.count : a.symbol > b.symbol; });
  Weights weights;
  for (std::size_t i = 0; i < n; ++i) weights.add(leaves[i].count);
  std::array<std::uint8_t, 257> lengths;
  codec::huffman_lengths(weights.view(), kLongest, lengths);

  HuffmanTable table;
  // Commonest first, so that lengths rise. The reserved code stands last among the longest: it gets all ones.
  std::uint32_t code = 0;
  int length = 1;
  for (std::size_t i = n; i-- > 0;) {
    code <<= lengths[i + 1] - length;
    length = lengths[i + 1];
    const std::uint8_t symbol = leaves[i].symbol;
    table.symbols.push_back(symbol);
    table.length[symbol] = static_cast<std::uint8_t>(length);
    table.code[symbol] = static_cast<std::uint16_t>(code++);
    ++table.counts[length];
  }
  return table;
}

}  // namespace whittle::jpeg
