#include "metric/quality_curve.h"

#include <algorithm>
#include <cmath>

namespace whittle::metric {
namespace {

// Standard deviations in the units of the curve, but for the lengths.
constexpr double kShift = 10;
constexpr double kStretch = 0.38, kCentre = 75;  // of the slope, around a value
constexpr double kWander = 6, kWanderLength = 8;
constexpr double kSampleShift = 2.3;  // of a sample from the whole
constexpr double kSampleWander = 3, kSampleWanderLength = 14;
constexpr double kSampleUnrest = 0.8;

double square(double x) {
  return x * x;
}
double bell(double distance, double length) {
  return std::exp(-square(distance / length) / 2);
}

}  // namespace

double value_at(const Table& table, double quality) {
  constexpr double kStep = 5;
  const double place = std::clamp(quality / kStep, 0.0, static_cast<double>(table.size() - 1));
  const auto left = std::min(static_cast<std::size_t>(place), table.size() - 2);
  return table[left] + (place - static_cast<double>(left)) * (table[left + 1] - table[left]);
}

QualityCurve::QualityCurve(const Table& typical, double unrest) : typical_(typical), unrest_(unrest) {}

double QualityCurve::covariance(double a, double b) {
  return square(kShift) + square(kStretch) * (a - kCentre) * (b - kCentre) +
         square(kWander) * bell(a - b, kWanderLength);
}

double QualityCurve::covariance(const Point& a, const Point& b) {
  double sum = covariance(a.typical, b.typical);
  if (a.measured == Measured::sample && b.measured == Measured::sample) {
    sum += square(kSampleShift) + square(kSampleWander) * bell(a.typical - b.typical, kSampleWanderLength);
  }
  return sum;
}

void QualityCurve::add(int quality, double value, Measured measured) {
  const double typical = value_at(typical_, quality);
  points_.push_back({typical, value - typical, measured});
  solve();
}

// Covariances times weights are the measured values: Cholesky decomposition, then substitution.
void QualityCurve::solve() {
  const std::size_t n = points_.size();
  std::vector<double> lower(n * n);
  weights_.assign(n, 0);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double rest = covariance(points_[i], points_[j]);
      if (i == j) rest += square(points_[i].measured == Measured::sample ? kSampleUnrest : unrest_);
      for (std::size_t k = 0; k < j; ++k) rest -= lower[i * n + k] * lower[j * n + k];
      lower[i * n + j] = i == j ? std::sqrt(rest) : rest / lower[j * n + j];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    double rest = points_[i].above;
    for (std::size_t k = 0; k < i; ++k) rest -= lower[i * n + k] * weights_[k];
    weights_[i] = rest / lower[i * n + i];
  }
  for (std::size_t i = n; i-- > 0;) {
    double rest = weights_[i];
    for (std::size_t k = i + 1; k < n; ++k) rest -= lower[k * n + i] * weights_[k];
    weights_[i] = rest / lower[i * n + i];
  }
}

double QualityCurve::operator()(int quality) const {
  const double typical = value_at(typical_, quality);
  double sum = typical;
  for (std::size_t i = 0; i < points_.size(); ++i) sum += weights_[i] * covariance(typical, points_[i].typical);
  return sum;
}

}  // namespace whittle::metric
