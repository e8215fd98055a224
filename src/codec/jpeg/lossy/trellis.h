#pragma once
// Rate-distortion optimal quantisation of AC coefficients: of all ways to round a block, the one with the least
// weight * (squared error in steps) + lambda * bits, found by dynamic programming over the levels that are not 0
// (the idea is mozjpeg's and x264's; the costs here are per band, from the component's own statistics).

#include "codec/jpeg/lossy/rates.h"

namespace whittle::jpeg {

/// What a block is quantised for.
struct TrellisCosts {
  const std::array<BandRates, 2>& rates;
  const float* reciprocals;  ///< 64 of the steps, natural order
  float lambda;              ///< squared steps a bit, by which errors of this block are worth
};

/// Writes the AC levels of one block to `levels`, which must be 0 but for DC, and returns the cost saved against all
/// of them being 0, as the costs have it. `candidates`: bit k for each natural coefficient of at least half a step.
float trellis_block(const float* coefficients, std::uint64_t candidates, const TrellisCosts& costs,
                    std::int16_t* levels);

}  // namespace whittle::jpeg
