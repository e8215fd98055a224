#include "codec/jpeg/scans/band_costs.h"

#include <algorithm>
#include <bit>
#include <cstdlib>

#include "codec/jpeg/scans/huffman.h"

namespace whittle::jpeg {
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

/// A bit a block.
using BlockSet = std::vector<std::uint64_t>;

/// Which blocks a kind of scan finds something in, by segment.
class Occupancy {
 public:
  Occupancy(std::size_t segments, std::size_t blocks)
      : any_(segments, BlockSet((blocks + 63) / 64)), last_(segments, BlockSet((blocks + 63) / 64)) {}

  /// `last`: the coefficient is the last one of the segment.
  void add(std::size_t segment, std::size_t block, bool last) {
    any_[segment][block / 64] |= std::uint64_t{1} << block % 64;
    last_[segment][block / 64] |= std::uint64_t{last} << block % 64;
  }
  const BlockSet& any(std::size_t segment) const { return any_[segment]; }
  const BlockSet& last(std::size_t segment) const { return last_[segment]; }

 private:
  std::vector<BlockSet> any_, last_;
};

/// What is counted of one kind of scan.
struct Kind {
  Kind(std::size_t segments, std::size_t count) : runs(segments), blocks(segments, count) {}
  RunCounts runs;
  Occupancy blocks;
};

/// One precision.
struct Level {
  Level(std::size_t segments, std::size_t blocks) : first(segments, blocks), refine(segments, blocks) {}
  Kind first, refine;
};

class Sweep {
 public:
  Sweep(const SparseComponent& component, const BandOptions& options, std::size_t levels)
      : component_(component), points_(options.points) {
    const std::size_t segments = points_.size() - 1;
    for (std::size_t s = 0; s < segments; ++s) {
      for (int k = points_[s]; k < points_[s + 1]; ++k) segment_[static_cast<std::size_t>(k)] = s;
    }
    constexpr std::size_t kLarge = 4000;
    constexpr int kGroup = 4;
    const int sampling = component.blocks() < kLarge ? 1 : options.sampling;
    levels_.assign(levels, Level(segments, component.blocks()));
    for (int row = 0; row < component.high; ++row) {
      if (row / kGroup % sampling == 0) take_row(static_cast<std::size_t>(row) * component.wide);
    }
  }

  std::size_t blocks() const { return blocks_; }
  const std::vector<Level>& levels() const { return levels_; }

 private:
  void take_row(std::size_t begin) {
    for (std::size_t block = begin; block < begin + component_.wide; ++block, ++blocks_) {
      std::uint64_t mask = component_.mask[block];
      const std::int16_t* value = component_.values.data() + component_.begin[block];
      std::uint8_t sizes[kBlock];
      int count = 0;
      for (std::uint64_t left = mask; left != 0; left &= left - 1) {
        sizes[count++] = static_cast<std::uint8_t>(std::bit_width(static_cast<unsigned>(std::abs(*value++))));
      }
      for (std::size_t l = 0; mask != 0 && l < levels_.size(); ++l) mask = take(levels_[l], mask, sizes);
    }
  }

  /// Counts one block at one precision. `sizes`: bits of the magnitudes; on return those of the next precision. Returns
  /// the coefficients that are left then.
  std::uint64_t take(Level& level, std::uint64_t mask, std::uint8_t* sizes) {
    RunCounts &first = level.first.runs, &refine = level.refine.runs;
    std::uint64_t next = 0;
    const std::uint8_t* size = sizes;
    int known[kBlock];  // coefficients that refinements of this bit find known
    std::size_t known_count = 0;
    int before = 0, new_before = 0, known_since_new = 0;
    std::size_t begin = 0, new_begin = 0;  // the segment of the coefficient before
    for (; mask != 0; mask &= mask - 1) {
      const int k = std::countr_zero(mask), bits = *size++;
      const std::size_t segment = segment_[static_cast<std::size_t>(k)];
      const bool last = k + 1 == points_[segment + 1];
      const int run = k - before - 1;
      first.add(segment, run, bits);
      first.add_raw(segment, bits);
      level.first.blocks.add(segment, blocks_, last);
      for (++begin; begin <= segment; ++begin) first.first_of(begin, segment, run, k - points_[begin], bits);
      begin = segment;
      before = k;
      refine.add_raw(segment, 1);  // a correction or a sign
      if (bits > 1) {
        next |= mask & -mask;
        *sizes++ = static_cast<std::uint8_t>(bits - 1);
        known[known_count++] = k;
        ++known_since_new;
        continue;
      }
      const int zeros = k - new_before - 1 - known_since_new;
      refine.add(segment, zeros, 1);
      level.refine.blocks.add(segment, blocks_, last);
      for (++new_begin; new_begin <= segment; ++new_begin) {
        const int from = points_[new_begin];
        int between = 0;
        for (std::size_t i = known_count; i-- > 0 && known[i] >= from;) ++between;
        refine.first_of(new_begin, segment, zeros, k - from - between, 1);
      }
      new_begin = segment;
      new_before = k;
      known_since_new = 0;
    }
    return next;
  }

  const SparseComponent& component_;
  const std::vector<int>& points_;
  std::size_t blocks_ = 0;  ///< looked at so far
  std::size_t segment_[kBlock] = {};
  std::vector<Level> levels_;
};

/// Runs of blocks that have nothing more to be coded in a band, by their lengths.
class RunLengths {
 public:
  explicit RunLengths(std::size_t blocks)
      : blocks_(blocks), coded_((blocks + 63) / 64), empty_((blocks + 63) / 64 + 1) {}

  /// A band that begins here holds nothing yet.
  void clear() { std::fill(coded_.begin(), coded_.end(), std::uint64_t{0}); }
  void extend(const BlockSet& more) {
    for (std::size_t w = 0; w < coded_.size(); ++w) coded_[w] |= more[w];
  }

  /// Counts EOBn in `histogram`; returns the bits behind them. `last`: blocks whose last coefficient of the band is
  /// coded. A run begins in such a block that is coded but not to its end, or with the first empty one; all further
  /// blocks of it are empty. Most are one block long, and those are counted 64 at a time.
  std::uint64_t count(const BlockSet& last, Histogram& histogram) {
    const std::size_t words = coded_.size();
    for (std::size_t w = 0; w < words; ++w) empty_[w] = ~coded_[w];
    if (blocks_ % 64 != 0) empty_[words - 1] &= ~(~std::uint64_t{0} << blocks_ % 64);
    std::uint64_t raw = 0, ended = 1;  // the block before the first has ended, so to say
    for (std::size_t w = 0; w < words; ++w) {
      const std::uint64_t full = coded_[w] & last[w];
      const std::uint64_t starts = (coded_[w] & ~last[w]) | (empty_[w] & (full << 1 | ended));
      ended = full >> 63;
      std::uint64_t longer = starts & (empty_[w] >> 1 | empty_[w + 1] << 63);
      histogram[0] += static_cast<std::uint32_t>(std::popcount(starts ^ longer));
      for (; longer != 0; longer &= longer - 1) raw += count_run(length(w, std::countr_zero(longer)), histogram);
    }
    return raw;
  }

 private:
  /// Of the run that begins with block `bit` of word `w`.
  std::size_t length(std::size_t w, int bit) const {
    std::size_t empty = static_cast<std::size_t>(std::countr_one(empty_[w] >> bit >> 1));
    if (static_cast<int>(empty) == 63 - bit) {
      while (empty_[++w] == ~std::uint64_t{0}) empty += 64;
      empty += static_cast<std::size_t>(std::countr_one(empty_[w]));
    }
    return 1 + empty;
  }

  static std::uint64_t count_run(std::size_t run, Histogram& histogram) {
    constexpr std::size_t kLongest = 0x7FFF;
    std::uint64_t raw = 0;
    for (; run >= kLongest; run -= kLongest) {
      ++histogram[0xE0];
      raw += 14;
    }
    if (run == 0) return raw;
    const auto size = static_cast<std::size_t>(std::bit_width(run)) - 1;
    ++histogram[size << 4];
    return raw + size;
  }

  std::size_t blocks_;
  BlockSet coded_, empty_;  ///< empty_ has a word of zeros behind
};

BandTable bits_of(const Kind& kind, const std::vector<int>& points, std::size_t blocks, double scale) {
  BandTable table(points.size());
  RunLengths lengths(blocks);
  for (std::size_t begin = 0; begin + 1 < points.size(); ++begin) {
    Histogram coefficients{};
    std::uint64_t raw = 0;
    lengths.clear();
    for (std::size_t end = begin + 1; end < points.size(); ++end) {
      const Histogram& base = kind.runs.base(end - 1);
      const Histogram& difference = kind.runs.difference(begin, end - 1);
      for (std::size_t i = 0; i < base.size(); ++i) coefficients[i] += base[i] + difference[i];
      raw += kind.runs.raw_bits(end - 1);
      lengths.extend(kind.blocks.any(end - 1));
      Histogram all = coefficients;
      const std::uint64_t runs = lengths.count(kind.blocks.last(end - 1), all);
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
  const double scale = static_cast<double>(component.blocks()) / static_cast<double>(sweep.blocks());
  BandCosts costs;
  for (const Level& level : sweep.levels()) {
    costs.first.push_back(bits_of(level.first, options.points, sweep.blocks(), scale));
    if (costs.first.size() == useful) break;
    costs.refine.push_back(bits_of(level.refine, options.points, sweep.blocks(), scale));
  }
  return costs;
}

}  // namespace whittle::jpeg
