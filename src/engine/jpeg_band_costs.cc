#include "engine/jpeg_band_costs.h"

#include <algorithm>
#include <bit>
#include <cstdlib>

#include "engine/jpeg_huffman.h"

namespace whittle::engine::jpeg {
namespace {

/// Histograms of one kind of scan: first scans at one precision, or refinements to it.
class RunCounts {
 public:
  explicit RunCounts(std::size_t segments)
      : segments_(segments), counts_((segments + 1) * segments), raw_bits_(segments) {}

  /// A coefficient in `segment` after `run` zeros since the coefficient before it.
  void add(std::size_t segment, int run, int size) { count(counts_[segment], run, size, 1); }
  /// The same coefficient is the first of bands that begin at segment `begin`; there its run is `own_run`.
  void first_of(std::size_t begin, std::size_t segment, int run, int own_run, int size) {
    Histogram& difference = counts_[(begin + 1) * segments_ + segment];
    count(difference, run, size, ~0u);
    count(difference, own_run, size, 1);
  }
  void add_raw(std::size_t segment, int bits) { raw_bits_[segment] += static_cast<std::uint64_t>(bits); }

  const Histogram& base(std::size_t segment) const { return counts_[segment]; }
  const Histogram& difference(std::size_t begin, std::size_t segment) const {
    return counts_[(begin + 1) * segments_ + segment];
  }
  std::uint64_t raw_bits(std::size_t segment) const { return raw_bits_[segment]; }

 private:
  static void count(Histogram& histogram, int run, int size, std::uint32_t by) {
    histogram[0xF0] += by * static_cast<std::uint32_t>(run >> 4);
    histogram[static_cast<std::size_t>((run & 15) << 4 | size)] += by;
  }

  std::size_t segments_;
  std::vector<Histogram> counts_;  ///< [segment], then [(begin + 1) * segments + segment]; differences wrap around
  std::vector<std::uint64_t> raw_bits_;
};

/// What is known of the blocks at one precision.
struct Level {
  explicit Level(std::size_t segments) : first(segments), refine(segments) {}
  RunCounts first, refine;
  std::vector<std::uint64_t> mask;  ///< a block each: coefficients that are not 0 at this precision
};

class Sweep {
 public:
  Sweep(const SparseComponent& component, const BandOptions& options, std::size_t levels)
      : component_(component), points_(options.points), levels_(levels, Level(points_.size() - 1)) {
    for (std::size_t s = 0; s + 1 < points_.size(); ++s) {
      for (int k = points_[s]; k < points_[s + 1]; ++k) segment_[static_cast<std::size_t>(k)] = s;
    }
    constexpr std::size_t kLarge = 2000;
    const int sampling = component.blocks() < kLarge ? 1 : options.sampling;
    for (Level& level : levels_) level.mask.reserve(component.blocks() / static_cast<std::size_t>(sampling));
    constexpr int kGroup = 4;
    for (int row = 0; row < component.high; ++row) {
      if (row / kGroup % sampling == 0) take_row(static_cast<std::size_t>(row) * component.wide);
    }
  }

  std::size_t blocks() const { return blocks_; }
  const std::vector<Level>& levels() const { return levels_; }

 private:
  void take_row(std::size_t begin) {
    for (std::size_t block = begin; block < begin + component_.wide; ++block) {
      std::uint64_t mask = component_.mask[block];
      const std::int16_t* value = component_.values.data() + component_.begin[block];
      std::uint8_t sizes[kBlock];
      int count = 0;
      for (std::uint64_t left = mask; left != 0; left &= left - 1) {
        sizes[count++] = static_cast<std::uint8_t>(std::bit_width(static_cast<unsigned>(std::abs(*value++))));
      }
      for (Level& level : levels_) {
        level.mask.push_back(mask);
        if (mask != 0) mask = take(level, mask, sizes);
      }
    }
    blocks_ += component_.wide;
  }

  /// Counts one block at one precision. `sizes`: bits of the magnitudes; on return those of the next precision. Returns
  /// the coefficients that are left then.
  std::uint64_t take(Level& level, std::uint64_t mask, std::uint8_t* sizes) {
    std::uint64_t next = 0;
    const std::uint8_t* size = sizes;
    int before = 0, new_before = 0, known_since_new = 0;
    std::size_t begin = 0, new_begin = 0;  // of the first segment that begins behind `before`
    for (; mask != 0; mask &= mask - 1) {
      const int k = std::countr_zero(mask), bits = *size++;
      const std::size_t segment = segment_[static_cast<std::size_t>(k)];
      const int run = k - before - 1;
      level.first.add(segment, run, bits);
      level.first.add_raw(segment, bits);
      for (++begin; begin <= segment; ++begin) level.first.first_of(begin, segment, run, k - points_[begin], bits);
      begin = segment;
      before = k;
      if (bits > 1) {
        level.refine.add_raw(segment, 1);
        next |= mask & -mask;
        *sizes++ = static_cast<std::uint8_t>(bits - 1);
        known_[next_known_++] = k;
        ++known_since_new;
        continue;
      }
      const int zeros = k - new_before - 1 - known_since_new;
      level.refine.add(segment, zeros, 1);
      level.refine.add_raw(segment, 1);
      for (++new_begin; new_begin <= segment; ++new_begin) {
        const int from = points_[new_begin];
        int known = 0;
        for (std::size_t i = next_known_; i-- > 0 && known_[i] >= from;) ++known;
        level.refine.first_of(new_begin, segment, zeros, k - from - known, 1);
      }
      new_begin = segment;
      new_before = k;
      known_since_new = 0;
    }
    next_known_ = 0;
    return next;
  }

  const SparseComponent& component_;
  const std::vector<int>& points_;
  std::size_t blocks_ = 0;
  std::size_t segment_[kBlock] = {};
  std::vector<Level> levels_;
  int known_[kBlock];  ///< of the block at hand, coefficients known before this bit
  std::size_t next_known_ = 0;
};

/// Counts EOBn in `histogram`; returns the bits behind them. `mask`: of each block what is coded in the scan.
template <typename Mask>
std::uint64_t count_runs(std::size_t blocks, std::uint64_t band, int last, const Mask& mask, Histogram& histogram) {
  constexpr std::size_t kLongest = 0x7FFF;
  std::uint64_t raw = 0;
  const auto flush = [&](std::size_t run) {
    for (; run >= kLongest; run -= kLongest) {
      ++histogram[0xE0];
      raw += 14;
    }
    if (run == 0) return;
    const int size = static_cast<int>(std::bit_width(run)) - 1;
    ++histogram[static_cast<std::size_t>(size) << 4];
    raw += static_cast<std::uint64_t>(size);
  };
  std::size_t begin = 0;  // of the run
  for (std::size_t block = 0; block < blocks; ++block) {
    const std::uint64_t coded = mask(block) & band;
    if (coded == 0) continue;
    flush(block - begin);
    begin = block + 1 - static_cast<std::size_t>(~coded >> last & 1);
  }
  flush(blocks - begin);
  return raw;
}

template <typename Mask>
BandTable bits_of(const RunCounts& counts, const std::vector<int>& points, std::size_t blocks, double scale,
                  const Mask& mask) {
  BandTable table(points.size());
  for (std::size_t begin = 0; begin + 1 < points.size(); ++begin) {
    Histogram coefficients{};
    std::uint64_t raw = 0;
    for (std::size_t end = begin + 1; end < points.size(); ++end) {
      const Histogram& base = counts.base(end - 1);
      const Histogram& difference = counts.difference(begin, end - 1);
      for (std::size_t i = 0; i < base.size(); ++i) coefficients[i] += base[i] + difference[i];
      raw += counts.raw_bits(end - 1);
      const int last = points[end] - 1;
      Histogram all = coefficients;
      const std::uint64_t runs = count_runs(blocks, band_mask(points[begin], last), last, mask, all);
      const auto raw_bits = static_cast<std::uint64_t>(static_cast<double>(raw + runs) * scale);
      table.at(begin, end) = coding_bits(all, scale) + raw_bits + scan_overhead(1);
    }
  }
  return table;
}

}  // namespace

BandCosts band_costs(const SparseComponent& component, const BandOptions& options) {
  int most = 1;
  for (const std::int16_t value : component.values) most = std::max<int>(most, std::abs(value));
  const auto useful = std::min<std::size_t>(static_cast<std::size_t>(options.levels), std::bit_width(unsigned(most)));
  const Sweep sweep(component, options, useful);
  const std::size_t blocks = sweep.blocks();
  const double scale = static_cast<double>(component.blocks()) / static_cast<double>(blocks);
  BandCosts costs;
  const std::vector<Level>& levels = sweep.levels();
  for (std::size_t l = 0; l < useful; ++l) {
    const std::uint64_t* mask = levels[l].mask.data();
    costs.first.push_back(
        bits_of(levels[l].first, options.points, blocks, scale, [=](std::size_t b) { return mask[b]; }));
    if (l + 1 == useful) break;
    const std::uint64_t* known = levels[l + 1].mask.data();
    costs.refine.push_back(
        bits_of(levels[l].refine, options.points, blocks, scale, [=](std::size_t b) { return mask[b] & ~known[b]; }));
  }
  return costs;
}

}  // namespace whittle::engine::jpeg
