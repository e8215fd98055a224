#pragma once
// Coefficients of the recursive Gaussian: a sum of three truncated cosines, each a second-order recurrence over the sum
// of the two samples that enter and leave a window.
//
// Source: Dimitrios Charalampidis, "Recursive Implementation of the Gaussian Filter Using Truncated Cosine Functions",
// IEEE Transactions on Signal Processing 64 (2016). Equation numbers below are the paper's.

#include <array>

namespace whittle::metric {

struct Gaussian {
  static constexpr int kRadius = 5;  ///< window half-width for sigma 1.5
  std::array<float, 3> n2, d1;       ///< y(n) = n2 * sum - d1 * y(n-1) - y(n-2), one for each cosine
  // The recurrence unrolled four times: output j of four is a sum over the four inputs and the two outputs before them.
  std::array<std::array<float, 4>, 3> mul_in, mul_prev, mul_prev2;
};

/// The coefficients for sigma 1.5, in double precision rounded once.
const Gaussian& gaussian();

}  // namespace whittle::metric
