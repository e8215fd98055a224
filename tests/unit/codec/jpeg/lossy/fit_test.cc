#include <algorithm>
#include <cmath>

#include "codec/jpeg/decode/decode.h"
#include "codec/jpeg/lossy/lossy.h"
#include "tests/support/catch.h"
#include "tests/support/painted.h"

using namespace whittle;
using namespace whittle::jpeg;

namespace {

double linear(std::uint8_t sample) {
  const double x = sample / 255.0;
  return x <= 0.04045 ? x / 12.92 : std::pow((x + 0.055) / 1.055, 2.4);
}

/// The mean of the metric's two cone responses.
double brightness(const std::uint8_t* rgb) {
  const double r = linear(rgb[0]), g = linear(rgb[1]), b = linear(rgb[2]);
  return std::cbrt(0.30 * r + 0.622 * g + 0.078 * b + 0.0038) + std::cbrt(0.23 * r + 0.692 * g + 0.078 * b + 0.0038);
}

double brightness_error(const Raster& original, const Coefficients& coded) {
  const Raster shown = decode(coded);
  REQUIRE(shown.samples.size() == original.samples.size());
  double sum = 0;
  for (std::size_t i = 0; i < shown.samples.size(); i += 3) {
    const double error = brightness(&shown.samples[i]) - brightness(&original.samples[i]);
    sum += error * error;
  }
  return sum;
}

/// `coarse` with the luma of `fine`.
Coefficients with_luma(Coefficients coarse, const Coefficients& fine) {
  coarse.components[0] = fine.components[0];
  coarse.tables[static_cast<std::size_t>(fine.components[0].table)] =
      fine.tables[static_cast<std::size_t>(fine.components[0].table)];
  return coarse;
}

}  // namespace

TEST_CASE("fitted luma makes up for what quantisation does to chroma") {
  for (const int width : {96, 83}) {
    const Raster original = test::painted(width, 67, 3);
    for (const Sampling sampling : {Sampling::full, Sampling::half}) {
      Transformed transformed = transform(original.rows(), sampling);
      const Coefficients coarse = quantise_at(transformed, 6, 2);
      const Coefficients fine = quantise_at(transformed, 0.1, 2);
      fit_luma(original.rows(), coarse, transformed);
      const Coefficients fitted = quantise_at(transformed, 0.1, 2);
      INFO(width << " wide, " << (sampling == Sampling::half ? "half" : "full"));
      CHECK(brightness_error(original, with_luma(coarse, fitted)) <
            0.3 * brightness_error(original, with_luma(coarse, fine)));
    }
  }
}

TEST_CASE("what was fitted before does not matter") {
  const Raster original = test::painted(70, 50, 3);
  Transformed used = transform(original.rows(), Sampling::half, Luma::plain);
  quantise_fitted(original.rows(), used, 5, 5);
  Transformed fresh = transform(original.rows(), Sampling::half, Luma::plain);
  CHECK((quantise_fitted(original.rows(), used, 1.5, 5) == quantise_fitted(original.rows(), fresh, 1.5, 5)));
}

TEST_CASE("luma of another width than its blocks is fitted too") {
  for (int size = 1; size <= 17; ++size) {
    const Raster original = test::painted(size, 18 - size, 3);
    for (const Sampling sampling : {Sampling::full, Sampling::half}) {
      Transformed transformed = transform(original.rows(), sampling, Luma::plain);
      const Raster shown = decode(quantise_fitted(original.rows(), transformed, 0.2, 5));
      double sum = 0;
      for (std::size_t i = 0; i < shown.samples.size(); ++i) sum += std::abs(shown.samples[i] - original.samples[i]);
      INFO(size);
      CHECK(sum / static_cast<double>(shown.samples.size()) < 28);
    }
  }
}
