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
  Sweep(const SparseComponent& component, const std::vector<int>& points, std::size_t levels)
      : component_(component), points_(points), levels_(levels, Level(points.size() - 1)) {
    for (std::size_t s = 0; s + 1 < points.size(); ++s) {
      for (int k = points[s]; k < points[s + 1]; ++k) segment_[static_cast<std::size_t>(k)] = s;
    }
    for (Level& level : levels_) level.mask.resize(component.blocks());
  }

  void run() {
    for (std::size_t block = 0; block < component_.blocks(); ++block) {
      std::uint64_t mask = component_.mask[block];
      const std::int16_t* value = component_.values.data() + component_.begin[block];
      std::uint8_t sizes[kBlock];
      int count = 0;
      for (std::uint64_t left = mask; left != 0; left &= left - 1) {
        sizes[count++] = static_cast<std::uint8_t>(std::bit_width(static_cast<unsigned>(std::abs(*value++))));
      }
      for (std::size_t l = 0; mask != 0 && l < levels_.size(); ++l) {
        levels_[l].mask[block] = mask;
        mask = take(levels_[l], mask, sizes);
      }
    }
  }

  const std::vector<Level>& levels() const { return levels_; }

 private:
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
BandTable bits_of(const RunCounts& counts, const std::vector<int>& points, std::size_t blocks, const Mask& mask) {
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
      table.at(begin, end) = coding_bits(all) + raw + runs + scan_overhead(1);
    }
  }
  return table;
}

}  // namespace

BandCosts band_costs(const SparseComponent& component, const std::vector<int>& points, int levels) {
  int most = 1;
  for (const std::int16_t value : component.values) most = std::max<int>(most, std::abs(value));
  const std::size_t useful = std::min<std::size_t>(static_cast<std::size_t>(levels), std::bit_width(unsigned(most)));
  Sweep sweep(component, points, useful);
  sweep.run();
  BandCosts costs;
  const std::vector<Level>& known = sweep.levels();
  for (std::size_t l = 0; l < useful; ++l) {
    const std::uint64_t* mask = known[l].mask.data();
    costs.first.push_back(bits_of(known[l].first, points, component.blocks(), [=](std::size_t b) { return mask[b]; }));
    if (l + 1 == useful) break;
    const std::uint64_t* before = known[l + 1].mask.data();
    costs.refine.push_back(
        bits_of(known[l].refine, points, component.blocks(), [=](std::size_t b) { return mask[b] & ~before[b]; }));
  }
  return costs;
}

}  // namespace whittle::engine::jpeg
