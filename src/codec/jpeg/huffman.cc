#include "codec/jpeg/huffman.h"

#include <algorithm>

namespace whittle::jpeg {
namespace {

constexpr int kLongest = 16;

struct Leaf {
  std::uint32_t count;
  std::uint32_t symbol;  // 256: the reserved code of ones
};

/// The symbols that occur, rarest first. The reserved code comes before all, with no weight.
std::size_t sorted_leaves(const Histogram& histogram, std::array<Leaf, 257>& leaves) {
  std::size_t n = 0;
  leaves[n++] = {0, 256};
  for (std::uint32_t symbol = 0; symbol < 256; ++symbol) {
    if (histogram[symbol] != 0) leaves[n++] = {histogram[symbol], symbol};
  }
  std::sort(leaves.begin() + 1, leaves.begin() + n,
            [](const Leaf& a, const Leaf& b) { return a.count != b.count ? a.count < b.count : a.symbol > b.symbol; });
  return n;
}

/// Lengths of an optimal code of at most 16 bits for leaves sorted by count. Package-merge: `level` holds coins of one
/// width, sorted; two of them make a package of the next wider width. A leaf's length is the number of coins of it
/// among the 2n-2 cheapest of the widest level.
void limited_lengths(const Leaf* leaves, std::size_t n, std::array<std::uint8_t, 257>& lengths) {
  struct Coin {
    std::uint64_t weight;
    int leaf;   // index, or -1 for a package
    int first;  // package: index of its first coin one level below; the second follows
  };
  std::array<std::vector<Coin>, kLongest> levels;
  for (int depth = 0; depth < kLongest; ++depth) {
    std::vector<Coin>& level = levels[depth];
    std::size_t leaf = 0, package = 0;
    const std::vector<Coin> none;
    const std::vector<Coin>& below = depth == 0 ? none : levels[depth - 1];
    while (leaf < n || 2 * package + 1 < below.size()) {
      const bool has_package = 2 * package + 1 < below.size();
      const std::uint64_t weight = has_package ? below[2 * package].weight + below[2 * package + 1].weight : 0;
      if (leaf < n && (!has_package || leaves[leaf].count <= weight)) {
        level.push_back({leaves[leaf].count, static_cast<int>(leaf), 0});
        ++leaf;
      } else {
        level.push_back({weight, -1, static_cast<int>(2 * package)});
        ++package;
      }
    }
  }
  std::fill(lengths.begin(), lengths.end(), std::uint8_t{0});
  std::size_t taken = 2 * n - 2;
  for (int depth = kLongest - 1; depth >= 0 && taken > 0; --depth) {
    std::size_t packages = 0;
    for (std::size_t i = 0; i < taken; ++i) {
      const Coin& coin = levels[depth][i];
      if (coin.leaf >= 0) {
        ++lengths[coin.leaf];
      } else {
        ++packages;
      }
    }
    taken = 2 * packages;
  }
}

}  // namespace

std::uint64_t coding_bits(const Histogram& histogram, double scale) {
  // Huffman's algorithm with two queues; the bits are the sum of the weights of all inner nodes.
  std::array<std::uint32_t, 257> counts;
  std::size_t n = 0;
  for (const std::uint32_t count : histogram) {
    if (count != 0) counts[n++] = count;
  }
  const std::uint64_t table = table_bits(static_cast<int>(n));
  if (n == 0) return table;
  std::sort(counts.begin(), counts.begin() + n);
  std::array<std::uint64_t, 257> inner;
  std::size_t leaf = 1, head = 0, tail = 0;
  std::uint64_t bits = counts[0];
  inner[tail++] = counts[0];  // the rarest symbol and the reserved code
  while (leaf < n || tail - head > 1) {
    std::uint64_t weight = 0;
    for (int i = 0; i < 2; ++i) {
      const bool take_leaf = leaf < n && (head == tail || counts[leaf] <= inner[head]);
      weight += take_leaf ? counts[leaf++] : inner[head++];
    }
    inner[tail++] = weight;
    bits += weight;
  }
  return static_cast<std::uint64_t>(static_cast<double>(bits) * scale) + table;
}

HuffmanTable best_table(const Histogram& histogram) {
  std::array<Leaf, 257> leaves;
  std::size_t n = sorted_leaves(histogram, leaves);
  if (n == 1) leaves[n++] = {1, 0};
  std::array<std::uint8_t, 257> lengths;
  limited_lengths(leaves.data(), n, lengths);

  HuffmanTable table;
  // Commonest first, so that lengths rise. The reserved leaf stands last among the longest codes: it gets all ones.
  std::uint32_t code = 0;
  int length = 1;
  for (std::size_t i = n; i-- > 1;) {
    code <<= lengths[i] - length;
    length = lengths[i];
    const std::uint8_t symbol = static_cast<std::uint8_t>(leaves[i].symbol);
    table.symbols.push_back(symbol);
    table.length[symbol] = static_cast<std::uint8_t>(length);
    table.code[symbol] = static_cast<std::uint16_t>(code++);
    ++table.counts[length];
  }
  return table;
}

}  // namespace whittle::jpeg
