#include "codec/jpeg/lossy/steps.h"

#include <algorithm>
#include <cmath>

namespace whittle::jpeg {
namespace {

/// Steps by the sum of both frequencies, but for the diagonal neighbour of DC, at two scales.
struct Shape {
  std::array<float, 15> fine, coarse;
  float fine_diagonal, coarse_diagonal;
};
constexpr double kFine = 1.2, kCoarse = 4.5;

constexpr std::array<Shape, 3> kShapes = {{
    {{2.4f, 3.2f, 8.2f, 8.1f, 9.2f, 10, 11.2f, 12, 13.5f, 14.5f, 15.5f, 16, 16.5f, 16.5f, 16.5f},
     {7.2f, 9.6f, 23, 24, 31, 36.5f, 40, 61, 66, 70, 73, 74, 75, 75, 75},
     3.8f,
     11.7f},
    {{2, 2.7f, 4.3f, 5.8f, 6.8f, 8, 9.5f, 11, 14, 17, 20, 24, 28, 32, 36},
     {4.8f, 9.2f, 16, 15, 20, 27, 32, 40, 48, 56, 64, 72, 85, 100, 120},
     3.6f,
     14.4f},
    {{3, 2.8f, 5, 5.4f, 6.2f, 6.3f, 6.5f, 6.8f, 7, 7.3f, 7.8f, 8.2f, 9, 10, 11},
     {7, 8.9f, 17, 14, 18.5f, 20, 20, 20.5f, 21, 23, 25, 27, 29, 32, 36},
     3.8f,
     14.3f},
}};

double step_at(double scale, double fine, double coarse) {
  if (scale <= kFine) return fine * scale / kFine;
  return fine * std::pow(coarse / fine, std::log(scale / kFine) / std::log(kCoarse / kFine));
}

struct Knot {
  double quality, scale;
};
// Found at 11 photographs: the scales whose mean score is that of libjpeg-turbo with 4:2:0. Below 20 the tables end.
constexpr Knot kKnots[] = {{1, 110},   {10, 45},   {20, 20.7}, {30, 10.8}, {40, 7.08},
                           {50, 5.29}, {60, 4.09}, {70, 2.99}, {75, 2.47}, {80, 1.98},
                           {85, 1.53}, {90, 1.06}, {95, 0.58}, {98, 0.28}, {100, 0.12}};

}  // namespace

std::array<float, kBlock> steps_at(double scale, Channel channel) {
  const Shape& shape = kShapes[static_cast<std::size_t>(channel)];
  std::array<float, kBlock> steps;
  for (std::size_t k = 0; k < kBlock; ++k) {
    const std::size_t sum = k / 8 + k % 8;
    const bool diagonal = k == 9;
    steps[k] = static_cast<float>(step_at(scale, diagonal ? shape.fine_diagonal : shape.fine[sum],
                                          diagonal ? shape.coarse_diagonal : shape.coarse[sum]));
  }
  return steps;
}

QuantTable table_at(double scale, Channel channel) {
  const std::array<float, kBlock> steps = steps_at(scale, channel);
  QuantTable table;
  for (std::size_t k = 0; k < kBlock; ++k) {
    table[k] = static_cast<std::uint16_t>(std::clamp(std::lround(steps[k]), 1L, 255L));
  }
  return table;
}

double scale_of_quality(double quality) {
  const double q = std::clamp(quality, 1.0, 100.0);
  std::size_t i = 1;
  while (i + 1 < std::size(kKnots) && kKnots[i].quality < q) ++i;
  const Knot &low = kKnots[i - 1], &high = kKnots[i];
  const double t = (q - low.quality) / (high.quality - low.quality);
  return std::exp(std::log(low.scale) + t * (std::log(high.scale) - std::log(low.scale)));
}

}  // namespace whittle::jpeg
