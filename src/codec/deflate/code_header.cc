#include "codec/deflate/code_header.h"

#include <algorithm>

namespace whittle::deflate {
namespace {

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

  explicit Runs(const CodeLengths& code) {
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

}  // namespace

CodeHeader code_header(const CodeLengths& code) {
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

std::uint64_t header_bits(const CodeLengths& code) {
  return best_precode(Runs(code)).bits;
}

}  // namespace whittle::deflate
