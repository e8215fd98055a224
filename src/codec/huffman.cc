#include "codec/huffman.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace whittle::codec {
namespace {

constexpr int kMaxLimit = 16;

/// Huffman's algorithm with two queues: the sorted leaves, and the inner nodes, which come into being in order of
/// weight. Calls `join(a, b, weight)` for each inner node; nodes from n on are inner ones. Of equals leaves come first,
/// which makes the tree as flat as it can be.
template <typename Join>
void join_lightest(std::span<const std::uint32_t> weights, const Join& join) {
  const std::size_t n = weights.size();
  std::array<std::uint64_t, kMaxHuffmanSymbols> inner;
  std::size_t leaf = 0, head = 0, tail = 0;
  while (tail + 1 < n) {
    std::array<std::size_t, 2> nodes;
    std::uint64_t weight = 0;
    for (std::size_t& node : nodes) {
      const bool is_leaf = leaf < n && (head == tail || weights[leaf] <= inner[head]);
      weight += is_leaf ? weights[leaf] : inner[head];
      node = is_leaf ? leaf++ : n + head++;
    }
    inner[tail++] = weight;
    join(nodes[0], nodes[1], weight);
  }
}

/// Lengths without a limit; returns the greatest.
int unlimited_lengths(std::span<const std::uint32_t> weights, std::span<std::uint8_t> lengths) {
  const std::size_t n = weights.size();
  std::array<std::uint16_t, 2 * kMaxHuffmanSymbols> parent, depth;
  std::size_t made = n;
  join_lightest(weights, [&](std::size_t a, std::size_t b, std::uint64_t) {
    parent[a] = parent[b] = static_cast<std::uint16_t>(made++);
  });
  depth[made - 1] = 0;
  for (std::size_t node = made - 1; node-- > 0;) depth[node] = static_cast<std::uint16_t>(depth[parent[node]] + 1);
  for (std::size_t i = 0; i < n; ++i) lengths[i] = static_cast<std::uint8_t>(std::min<int>(depth[i], 255));
  return depth[0];
}

/// Package-merge. Each level holds a coin for each weight and, but for the lowest, packages of two neighbours of the
/// level below, all sorted. The cheapest 2n - 2 of the highest level pay for the code, and a weight's length is how
/// many of its coins are among them, packages opened.
void limited_lengths(std::span<const std::uint32_t> weights, int limit, std::span<std::uint8_t> lengths) {
  const std::size_t n = weights.size();
  std::array<std::array<std::uint8_t, 2 * kMaxHuffmanSymbols>, kMaxLimit> is_coin;
  std::array<std::uint64_t, 2 * kMaxHuffmanSymbols> level, below;
  std::size_t size_below = 0;
  for (int l = 0; l < limit; ++l) {
    std::size_t coin = 0, package = 0, size = 0;
    const std::size_t packages = size_below / 2;
    for (; coin < n || package < packages; ++size) {
      const std::uint64_t pair = package < packages ? below[2 * package] + below[2 * package + 1] : 0;
      is_coin[l][size] = package == packages || (coin < n && weights[coin] <= pair);
      if (is_coin[l][size]) {
        level[size] = weights[coin++];
      } else {
        level[size] = pair;
        ++package;
      }
    }
    level.swap(below);
    size_below = size;
  }
  std::fill_n(lengths.begin(), n, std::uint8_t{0});
  std::size_t wanted = 2 * n - 2;
  for (int l = limit; l-- > 0;) {
    const auto coins = std::accumulate(is_coin[l].begin(), is_coin[l].begin() + wanted, std::size_t{0});
    for (std::size_t i = 0; i < coins; ++i) ++lengths[i];
    wanted = 2 * (wanted - coins);
  }
}

}  // namespace

void huffman_lengths(std::span<const std::uint32_t> weights, int limit, std::span<std::uint8_t> lengths) {
  if (unlimited_lengths(weights, lengths) > limit) limited_lengths(weights, limit, lengths);
}

std::uint64_t huffman_bits(std::span<const std::uint32_t> weights) {
  std::uint64_t bits = 0;
  join_lightest(weights, [&](std::size_t, std::size_t, std::uint64_t weight) { bits += weight; });
  return bits;
}

}  // namespace whittle::codec
