#pragma once
// The 108 weights of SSIMULACRA2 2.1 and what follows from them: which planes and maps matter, and the final score.

#include <array>
#include <bitset>
#include <cstddef>

namespace whittle::metric {

inline constexpr int kScales = 6;
using PlaneSet = std::bitset<3>;  ///< X, Y, B

/// Which maps of a plane have a weight that matters.
struct Needs {
  bool ssim = false, edges = false;
};

Needs needs_of(std::size_t plane, std::size_t scale);
PlaneSet planes_used(std::size_t scale);

/// Means, then 4-norms, each of ssim, ringing, blur; times their weights.
double weighted_sum(const std::array<double, 6>& norms, std::size_t plane, std::size_t scale);

/// The score for the sum of all weighted norms.
double score_of(double weighted);

}  // namespace whittle::metric
