#include "metric/gaussian.h"

#include <cmath>
#include <numbers>

namespace whittle::metric {
namespace {

using Vector = std::array<double, 3>;
using Matrix = std::array<Vector, 3>;

double determinant(const Matrix& m) {
  return m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
         m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]);
}

/// Cramer's rule.
Vector solve(const Matrix& m, const Vector& right) {
  const double whole = determinant(m);
  Vector solution;
  for (std::size_t column = 0; column < 3; ++column) {
    Matrix replaced = m;
    for (std::size_t row = 0; row < 3; ++row) replaced[row][column] = right[row];
    solution[column] = determinant(replaced) / whole;
  }
  return solution;
}

Gaussian compute() {
  constexpr double kSigma = 1.5;
  constexpr double kN = Gaussian::kRadius;  // (57): round(3.2795 sigma + 0.2546)
  Vector omega, p, r, rho;
  for (std::size_t i = 0; i < 3; ++i) {
    const double k = 2.0 * static_cast<double>(i) + 1;
    const double sign = i == 1 ? -1.0 : 1.0;
    omega[i] = k * std::numbers::pi / (2 * kN);                            // table I
    p[i] = sign / std::tan(0.5 * omega[i]);                                // (37)
    r[i] = sign * p[i] * p[i] / std::sin(omega[i]);                        // (44)
    rho[i] = std::exp(-0.5 * kSigma * kSigma * omega[i] * omega[i]) / kN;  // (50)
  }
  const double d13 = p[0] * r[1] - r[0] * p[1], d35 = p[1] * r[2] - r[1] * p[2],
               d51 = p[2] * r[0] - r[2] * p[0];  // (52)
  const double zeta15 = d35 / d13, zeta35 = d51 / d13;
  const Vector beta =
      solve({p, r, Vector{zeta15, zeta35, 1}},
            {1, kN * kN - kSigma * kSigma, zeta15 * rho[0] + zeta35 * rho[1] + rho[2]});  // (53), (55), (56)
  Gaussian g;
  for (std::size_t i = 0; i < 3; ++i) {
    const double n = -beta[i] * std::cos(omega[i] * (kN + 1)), d = -2 * std::cos(omega[i]);  // (33)
    g.n2[i] = static_cast<float>(n);
    g.d1[i] = static_cast<float>(d);
    const auto row = [](double a, double b, double c, double e) {
      return std::array<float, 4>{static_cast<float>(a), static_cast<float>(b), static_cast<float>(c),
                                  static_cast<float>(e)};
    };
    g.mul_prev[i] = row(-d, d * d - 1, -d * d * d + 2 * d, d * d * d * d - 3 * d * d + 1);
    g.mul_prev2[i] = row(-1, d, -d * d + 1, d * d * d - 2 * d);
    g.mul_in[i] = row(n, -d * n, d * d * n - n, -d * d * d * n + 2 * d * n);
  }
  return g;
}

}  // namespace

const Gaussian& gaussian() {
  static const Gaussian coefficients = compute();
  return coefficients;
}

}  // namespace whittle::metric
