#include "codec/png/filter.h"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>

namespace whittle::png {
namespace {

/// n log2 n for counts in a row; longer runs than the table are rare enough to be computed.
double n_log_n(std::size_t n) {
  static const auto table = [] {
    std::array<double, 4097> values{};
    for (std::size_t i = 1; i < values.size(); ++i)
      values[i] = static_cast<double>(i) * std::log2(static_cast<double>(i));
    return values;
  }();
  return n < table.size() ? table[n] : static_cast<double>(n) * std::log2(static_cast<double>(n));
}

std::uint64_t absolute_sum(const std::uint8_t* row, std::size_t n) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += static_cast<std::uint32_t>(std::abs(static_cast<std::int8_t>(row[i])));
  return sum;
}

/// Sum of c log c over the counts of bytes: the larger, the lower the entropy.
double byte_score(const std::uint8_t* row, std::size_t n) {
  double score = 0;
  if (n < 256) {
    std::array<std::uint16_t, 256> counts{};
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t count = ++counts[row[i]];
      score += n_log_n(count) - n_log_n(count - 1);
    }
    return score;
  }
  std::array<std::uint32_t, 256> even{}, odd{};
  std::size_t i = 0;
  for (; i + 1 < n; i += 2) {
    ++even[row[i]];
    ++odd[row[i + 1]];
  }
  if (i < n) ++even[row[i]];
  for (std::size_t v = 0; v < 256; ++v) score += n_log_n(even[v] + odd[v]);
  return score;
}

/// Counts of pairs of bytes in one row after another: a hash table that is as small as the rows are short.
class PairCounts {
 public:
  /// For a row of at most `pairs` of them. Those of the row before are forgotten.
  void begin(std::size_t pairs) {
    const std::size_t slots = std::min(std::bit_ceil(2 * pairs + 2), kPairs);
    if (++now_ != 0 && slots <= slots_.size()) return;
    slots_.assign(std::max(slots, slots_.size()), {});
    shift_ = 16 - std::countr_zero(slots_.size());
    now_ = 1;
  }
  /// How often `pair` has come in this row, with this time.
  std::uint32_t add(std::uint16_t pair) {
    // Odd, so that no two pairs share a place in a full table.
    std::size_t at = static_cast<std::uint16_t>(pair * 40503u) >> shift_;
    while (slots_[at].row == now_ && slots_[at].pair != pair) at = (at + 1) & (slots_.size() - 1);
    Slot& slot = slots_[at];
    if (slot.row != now_) slot = {now_, 0, pair};
    return ++slot.count;
  }

 private:
  static constexpr std::size_t kPairs = 65536;
  struct Slot {
    std::uint32_t row = 0;  ///< in which the pair was last seen
    std::uint32_t count = 0;
    std::uint16_t pair = 0;
  };
  std::vector<Slot> slots_;
  int shift_ = 16;
  std::uint32_t now_ = 0;
};

/// The same over pairs of neighbours.
double pair_score(const std::uint8_t* row, std::size_t n) {
  thread_local PairCounts pairs;
  pairs.begin(n);
  double score = 0;
  for (std::size_t i = 0; i + 1 < n; ++i) {
    const std::size_t count = pairs.add(static_cast<std::uint16_t>(row[i] << 8 | row[i + 1]));
    if (count > 1) score += n_log_n(count) - n_log_n(count - 1);
  }
  return score;
}

template <typename Score>
unsigned least(const Score& score) {
  unsigned best = 0;
  double least_score = std::numeric_limits<double>::infinity();
  for (unsigned filter = 0; filter < 5; ++filter) {
    const double value = score(filter);
    if (value < least_score) {
      least_score = value;
      best = filter;
    }
  }
  return best;
}

}  // namespace

void filter_row(unsigned filter, const std::uint8_t* row, const std::uint8_t* above, std::size_t n, std::size_t bpp,
                std::uint8_t* out) {
  const std::size_t lead = std::min(bpp, n);
  switch (filter) {
    case 1:
      std::memcpy(out, row, lead);
      for (std::size_t i = lead; i < n; ++i) out[i] = static_cast<std::uint8_t>(row[i] - row[i - bpp]);
      break;
    case 2:
      for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<std::uint8_t>(row[i] - above[i]);
      break;
    case 3:
      for (std::size_t i = 0; i < lead; ++i) out[i] = static_cast<std::uint8_t>(row[i] - above[i] / 2);
      for (std::size_t i = lead; i < n; ++i) out[i] = static_cast<std::uint8_t>(row[i] - (row[i - bpp] + above[i]) / 2);
      break;
    case 4:
      for (std::size_t i = 0; i < lead; ++i) out[i] = static_cast<std::uint8_t>(row[i] - above[i]);
      for (std::size_t i = lead; i < n; ++i) {
        const std::int16_t a = row[i - bpp], b = above[i], c = above[i - bpp];
        const auto pa = static_cast<std::int16_t>(std::abs(b - c)), pb = static_cast<std::int16_t>(std::abs(a - c));
        const auto pc = static_cast<std::int16_t>(std::abs(a + b - 2 * c));
        const std::int16_t bc = pb <= pc ? b : c;
        out[i] = static_cast<std::uint8_t>(row[i] - ((pa <= pb && pa <= pc) ? a : bc));
      }
      break;
    default:
      std::memcpy(out, row, n);
      break;
  }
}

void CompressorDeleter::operator()(libdeflate_compressor* compressor) const {
  libdeflate_free_compressor(compressor);
}
Compressor make_compressor(int level) {
  return Compressor(libdeflate_alloc_compressor(level));
}

void RowFilter::Versions::make(const std::uint8_t* row, const std::uint8_t* above, std::size_t bytes_per_pixel) {
  for (unsigned filter = 0; filter < 5; ++filter)
    filter_row(filter, row, above, n, bytes_per_pixel, bytes.data() + filter * n);
}

RowFilter::RowFilter(Strategy strategy, std::size_t stride) : strategy_(strategy), stride_(stride) {}

unsigned RowFilter::choose(const Versions& versions, unsigned original) const {
  switch (strategy_) {
    case Strategy::none:
    case Strategy::sub:
    case Strategy::up:
    case Strategy::average:
    case Strategy::paeth:
      return static_cast<unsigned>(strategy_);
    case Strategy::min_sum:
      return least([&](unsigned filter) { return static_cast<double>(absolute_sum(versions.of(filter), stride_)); });
    case Strategy::entropy:
      return least([&](unsigned filter) { return -byte_score(versions.of(filter), stride_); });
    case Strategy::bigram_entropy:
      return least([&](unsigned filter) { return -pair_score(versions.of(filter), stride_); });
    case Strategy::original:
    case Strategy::price:
      break;
  }
  return original;
}

void RowFilter::append(const Versions& versions, unsigned original, std::vector<std::uint8_t>& out) const {
  const unsigned filter = choose(versions, original);
  out.push_back(static_cast<std::uint8_t>(filter));
  out.insert(out.end(), versions.of(filter), versions.of(filter) + stride_);
}

}  // namespace whittle::png
