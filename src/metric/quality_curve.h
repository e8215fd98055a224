#pragma once
// What is known of one picture's curve, from the curve of its kind and a few measured points: Gaussian process
// regression (Rasmussen and Williams, Gaussian Processes for Machine Learning, algorithm 2.1).
//
// The prior says how pictures differ: they lie above or below the typical curve, rise more or less steeply, and wander
// slowly around that. Points of a sample lie off the curve of the whole by nearly the same everywhere. How much each of
// these counts was fitted to the curves of photographs and screenshots.

#include <array>
#include <vector>

namespace whittle::metric {

/// Rising values at qualities 0, 5, ... 100.
using Table = std::array<double, 21>;

/// The value of a table at a quality, linear between its entries.
double value_at(const Table& table, double quality);

enum class Measured { whole, sample };

class QualityCurve {
 public:
  /// `typical` must be in a unit of which pictures of a kind differ by about ten, such as SSIMULACRA2's. `unrest`: the
  /// standard deviation of points from a smooth curve.
  QualityCurve(const Table& typical, double unrest);

  void add(int quality, double value, Measured measured);
  /// The value to be expected of the whole.
  double operator()(int quality) const;

 private:
  struct Point {
    double typical;  ///< value there
    double above;    ///< how far the measured one lies above it
    Measured measured;
  };

  static double covariance(double a, double b);
  static double covariance(const Point& a, const Point& b);
  void solve();

  Table typical_;
  const double unrest_;
  std::vector<Point> points_;
  std::vector<double> weights_;  ///< of the points in what is expected elsewhere
};

}  // namespace whittle::metric
