#pragma once
// What AC levels cost in bits, learnt from a first quantisation of the same component.
//
// Blocks are coded in two bands, 1-2 and 3-63, since that is how the scans of a photograph end up: each has its own
// statistics and its own end of block.

#include <array>
#include <cstdint>

#include "codec/jpeg/coefficients.h"

namespace whittle::jpeg {

/// Places in zigzag order, both inclusive.
struct Band {
  int first, last;
};
inline constexpr std::array<Band, 2> kBands = {{{1, 2}, {3, 63}}};

/// Symbols of one band of one component.
class BandStatistics {
 public:
  explicit BandStatistics(Band band) : band_(band) {}

  /// Counts a block. `zigzag_mask`: bit k for each level at zigzag place k that is not 0.
  void add(const std::int16_t* natural_block, std::uint64_t zigzag_mask);
  /// Ends a run of blocks that end early.
  void finish();

 private:
  friend class BandRates;

  Band band_;
  std::array<std::array<std::uint32_t, 11>, 16> coded_{};  // by run and size
  std::uint32_t long_runs_ = 0, ends_ = 0, ended_blocks_ = 0, run_ = 0;
};

/// Bits of symbols, -log2 of their frequency.
class BandRates {
 public:
  explicit BandRates(const BandStatistics& statistics);

  /// A level of `size` bits after `zeros` zeros, 0-62.
  float level(int zeros, int size) const {
    return levels_[static_cast<std::size_t>(size)][static_cast<std::size_t>(zeros)];
  }
  /// The rest of the band is 0, after a level that is not.
  float end() const { return end_; }
  /// The whole band is 0. Such blocks share one symbol with their neighbours.
  float empty() const { return empty_; }

 private:
  std::array<std::array<float, 64>, 11> levels_;
  float end_, empty_;
};

}  // namespace whittle::jpeg
