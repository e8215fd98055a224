#include "codec/deflate/huffman.h"

#include <algorithm>
#include <cstdlib>

namespace whittle::deflate {
namespace {

struct Leaf {
  std::uint32_t weight;
  std::uint16_t symbol;
};

/// Depths of an unlimited Huffman tree for leaves sorted by weight; returns the greatest. Two queues: sorted leaves,
/// and inner nodes, which come into being in order of weight.
int unlimited_depths(std::span<const Leaf> leaves, std::span<std::uint8_t> depths) {
  const std::size_t n = leaves.size();
  std::array<std::uint64_t, 288> weight;
  std::array<std::uint16_t, 576> parent;
  std::size_t leaf = 0, inner = 0;
  const auto take = [&](std::size_t made) -> std::size_t {
    if (leaf < n && (inner >= made || leaves[leaf].weight <= weight[inner])) return leaf++;
    return n + inner++;
  };
  const auto weight_of = [&](std::size_t node) { return node < n ? leaves[node].weight : weight[node - n]; };
  for (std::size_t made = 0; made + 1 < n; ++made) {
    const std::size_t a = take(made), b = take(made);
    weight[made] = weight_of(a) + weight_of(b);
    parent[a] = parent[b] = static_cast<std::uint16_t>(made);
  }
  std::array<std::uint16_t, 288> inner_depth;
  inner_depth[n - 2] = 0;
  for (std::size_t i = n - 2; i-- > 0;) inner_depth[i] = static_cast<std::uint16_t>(inner_depth[parent[n + i]] + 1);
  int deepest = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const int depth = inner_depth[parent[i]] + 1;
    deepest = std::max(deepest, depth);
    depths[i] = static_cast<std::uint8_t>(std::min(depth, 255));
  }
  return deepest;
}

/// Package-merge: optimal depths with a limit, for leaves sorted by weight.
void limited_depths(std::span<const Leaf> leaves, int limit, std::span<std::uint8_t> depths) {
  const std::size_t n = leaves.size();
  struct Item {
    std::uint64_t weight;
    bool leaf;
  };
  std::vector<std::vector<Item>> levels(limit);
  for (int level = 0; level < limit; ++level) {
    auto& items = levels[level];
    items.reserve(2 * n);
    std::size_t leaf = 0, package = 0;
    const std::vector<Item>* below = level > 0 ? &levels[level - 1] : nullptr;
    const std::size_t packages = below ? below->size() / 2 : 0;
    while (leaf < n || package < packages) {
      const std::uint64_t weight =
          package < packages ? (*below)[2 * package].weight + (*below)[2 * package + 1].weight : 0;
      if (package >= packages || (leaf < n && leaves[leaf].weight <= weight)) {
        items.push_back({leaves[leaf++].weight, true});
      } else {
        items.push_back({weight, false});
        ++package;
      }
    }
  }
  std::fill(depths.begin(), depths.begin() + n, std::uint8_t{0});
  std::size_t wanted = 2 * n - 2;
  for (int level = limit; level-- > 0;) {
    std::size_t taken = 0;
    for (std::size_t i = 0; i < wanted; ++i) taken += levels[level][i].leaf;
    for (std::size_t i = 0; i < taken; ++i) ++depths[i];
    wanted = 2 * (wanted - taken);
  }
}

/// Evens out neighbouring counts that differ by at most `slack` or an eighth, so that equal code lengths come in longer
/// runs, which the header writes shorter.
void smooth(std::span<std::uint32_t> counts, std::int64_t slack) {
  std::size_t n = counts.size();
  while (n > 0 && counts[n - 1] == 0) --n;
  std::size_t begin = 0;
  while (begin < n) {
    std::uint64_t sum = counts[begin];
    std::size_t end = begin + 1;
    while (end < n) {
      const auto mean = static_cast<std::int64_t>((sum + (end - begin) / 2) / (end - begin));
      const auto distance = std::llabs(static_cast<std::int64_t>(counts[end]) - mean);
      const bool both_zero = (counts[end] == 0) == (mean == 0);
      if (!both_zero || distance > std::max<std::int64_t>(slack, mean / 8)) break;
      sum += counts[end++];
    }
    if (end - begin >= 4 && sum > 0) {
      const auto mean =
          static_cast<std::uint32_t>(std::max<std::uint64_t>(1, (sum + (end - begin) / 2) / (end - begin)));
      std::fill(counts.begin() + begin, counts.begin() + end, mean);
    }
    begin = end;
  }
}

enum Use : unsigned { kUse16 = 1, kUse17 = 2, kUse18 = 4, kUseAll = 7 };

/// Calls `put(symbol, extra)` for each item that codes `run` times `length` with the repeat symbols that `use` allows.
template <typename Put>
void code_run(std::uint8_t length, std::size_t run, unsigned use, const Put& put) {
  if (length == 0) {
    while (run >= 11 && (use & kUse18)) {
      const std::size_t n = std::min<std::size_t>(run, 138);
      put(18, n - 11);
      run -= n;
    }
    while (run >= 3 && (use & kUse17)) {
      const std::size_t n = std::min<std::size_t>(run, 10);
      put(17, n - 3);
      run -= n;
    }
  } else if (run >= 4 && (use & kUse16)) {
    put(length, std::size_t{0});
    --run;
    while (run >= 3) {
      const std::size_t n = run == 7 ? 4 : std::min<std::size_t>(run, 6);  // 4 + 3 rather than 6 + a length
      put(16, n - 3);
      run -= n;
    }
  }
  for (; run > 0; --run) put(length, std::size_t{0});
}

/// Equal code lengths that follow each other.
struct Run {
  std::uint8_t length;
  std::uint16_t count;
};

struct Runs {
  std::array<Run, 316> runs;
  std::size_t size = 0;
  std::size_t literals = 286, distances = 30;  ///< lengths that are coded

  explicit Runs(const BlockCode& code) {
    while (literals > 257 && code.literal[literals - 1] == 0) --literals;
    while (distances > 1 && code.distance[distances - 1] == 0) --distances;
    for (std::size_t i = 0; i < literals; ++i) add(code.literal[i]);
    for (std::size_t i = 0; i < distances; ++i) add(code.distance[i]);
  }
  void add(std::uint8_t length) {
    if (size == 0 || runs[size - 1].length != length) runs[size++] = {length, 0};
    ++runs[size - 1].count;
  }
  template <typename Put>
  void code(unsigned use, const Put& put) const {
    for (std::size_t i = 0; i < size; ++i) code_run(runs[i].length, runs[i].count, use, put);
  }
};

constexpr std::array<std::uint8_t, 19> kPrecodeOrder = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                        11, 4,  12, 3, 13, 2, 14, 1, 15};

std::uint64_t payload_bits(const Histogram& histogram, const BlockCode& code) {
  std::uint64_t bits = code.literal[kEndOfBlock];
  for (std::size_t i = 0; i < kLiteralCodes; ++i) bits += std::uint64_t{histogram.literal[i]} * code.literal[i];
  for (std::size_t i = 0; i < kLengthExtra.size(); ++i) {
    bits += std::uint64_t{histogram.literal[kFirstLength + i]} * kLengthExtra[i];
  }
  for (std::size_t i = 0; i < kDistanceCodes; ++i) {
    bits += std::uint64_t{histogram.distance[i]} * (code.distance[i] + kDistanceExtra[i]);
  }
  return bits;
}

constexpr int kMaxCode = 15;

void dynamic_lengths(std::span<const std::uint32_t> literal, std::span<const std::uint32_t> distance, int limit,
                     BlockCode& code) {
  code_lengths(literal, limit, code.literal);
  code_lengths(distance, limit, code.distance);
  // Old inflaters want a distance code even where there is no match; one of length 1 is also the cheapest to write.
  if (std::all_of(distance.begin(), distance.end(), [](auto count) { return count == 0; })) code.distance[0] = 1;
}

/// The code of code lengths, without the items.
struct Precode {
  unsigned use = 0;
  std::array<std::uint8_t, 19> lengths{};
  std::size_t count = 0;
  std::uint64_t bits = ~std::uint64_t{0};  ///< of the whole header
};

Precode best_precode(const Runs& runs) {
  Precode best;
  for (unsigned use = 0; use <= kUseAll; ++use) {
    std::array<std::uint32_t, 19> counts{};
    runs.code(use, [&](int symbol, std::size_t) { ++counts[static_cast<std::size_t>(symbol)]; });
    Precode trial;
    trial.use = use;
    code_lengths(counts, 7, trial.lengths);
    // A lone precode of length 1 is incomplete, which some inflaters refuse.
    if (std::count(trial.lengths.begin(), trial.lengths.end(), 0) == 18) trial.lengths[trial.lengths[0] ? 18 : 0] = 1;
    trial.count = 19;
    while (trial.count > 4 && trial.lengths[kPrecodeOrder[trial.count - 1]] == 0) --trial.count;
    trial.bits = 14 + 3 * trial.count + 2 * counts[16] + 3 * counts[17] + 7 * counts[18];
    for (std::size_t i = 0; i < counts.size(); ++i) trial.bits += std::uint64_t{counts[i]} * trial.lengths[i];
    if (trial.bits < best.bits) best = trial;
  }
  return best;
}

/// Sets `code.bits`.
void price(const Histogram& histogram, BlockCode& code) {
  code.bits = 3 + best_precode(Runs(code)).bits + payload_bits(histogram, code);
}

}  // namespace

void code_lengths(std::span<const std::uint32_t> counts, int limit, std::span<std::uint8_t> lengths) {
  std::fill(lengths.begin(), lengths.end(), std::uint8_t{0});
  std::array<Leaf, 288> storage;
  std::size_t n = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) storage[n++] = {counts[i], static_cast<std::uint16_t>(i)};
  }
  if (n == 0) return;
  if (n == 1) {
    lengths[storage[0].symbol] = 1;
    return;
  }
  const std::span<Leaf> leaves(storage.data(), n);
  std::sort(leaves.begin(), leaves.end(), [](const Leaf& a, const Leaf& b) {
    return a.weight != b.weight ? a.weight < b.weight : a.symbol < b.symbol;
  });
  std::array<std::uint8_t, 288> depths;
  if (unlimited_depths(leaves, depths) > limit) limited_depths(leaves, limit, depths);
  for (std::size_t i = 0; i < n; ++i) lengths[leaves[i].symbol] = depths[i];
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

CodeHeader code_header(const BlockCode& code) {
  const Runs runs(code);
  const Precode precode = best_precode(runs);
  CodeHeader header{.items = {},
                    .lengths = precode.lengths,
                    .literals = runs.literals,
                    .distances = runs.distances,
                    .precodes = precode.count};
  runs.code(precode.use, [&](int symbol, std::size_t extra) {
    header.items.push_back({static_cast<std::uint8_t>(symbol), static_cast<std::uint8_t>(extra)});
  });
  return header;
}

BlockCode best_code(const Histogram& histogram, CodeSearch search) {
  auto literal = histogram.literal;
  literal[kEndOfBlock] = 1;

  BlockCode best;
  best.fixed = true;
  for (std::size_t i = 0; i < 288; ++i) {
    best.literal[i] = static_cast<std::uint8_t>(i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8);
  }
  best.distance.fill(5);
  best.bits = 3 + payload_bits(histogram, best);
  const auto offer = [&](std::span<const std::uint32_t> literals, std::span<const std::uint32_t> distances, int limit) {
    BlockCode code;
    dynamic_lengths(literals, distances, limit, code);
    price(histogram, code);
    if (code.bits < best.bits) best = code;
  };
  offer(literal, histogram.distance, kMaxCode);
  const auto offer_smooth = [&](std::int64_t slack) {
    auto literals = literal;
    auto distances = histogram.distance;
    smooth(literals, slack);
    smooth(distances, slack);
    if (literals != literal || distances != histogram.distance) offer(literals, distances, kMaxCode);
  };
  offer_smooth(3);
  if (search == CodeSearch::quick) return best;
  for (const int slack : {1, 5, 8, 12}) offer_smooth(slack);
  const auto used = std::count_if(literal.begin(), literal.end(), [](auto count) { return count > 0; });
  for (int limit = 6; limit < kMaxCode; ++limit) {
    if ((1 << limit) >= used) offer(literal, histogram.distance, limit);
  }
  return best;
}

}  // namespace whittle::deflate
