#include "codec/jpeg/lossy/masking.h"

#include <algorithm>
#include <cmath>

#include "codec/jpeg/lossy/quantise.h"

namespace whittle::jpeg {

WeightField masking_weights(const Activity& luma, double power) {
  constexpr float kFloor = 80, kLeast = 0.5f, kMost = 8;
  WeightField field{luma.wide, luma.high, luma.energies};
  double sum = 0;
  for (float& weight : field.weights) {
    weight = -static_cast<float>(power) * std::log(kFloor + weight / kBlock);
    sum += weight;
  }
  const auto mean = static_cast<float>(sum / static_cast<double>(field.weights.size()));
  for (float& weight : field.weights) weight = std::clamp(std::exp(weight - mean), kLeast, kMost);
  return field;
}

WeightField halved(const WeightField& field, int wide, int high) {
  WeightField out{wide, high, {}};
  out.weights.reserve(static_cast<std::size_t>(wide) * high);
  for (int y = 0; y < high; ++y) {
    const float* above = field.row(2 * y);
    const float* below = field.row(std::min(2 * y + 1, field.high - 1));
    for (int x = 0; x < wide; ++x) {
      const int left = 2 * x, right = std::min(2 * x + 1, field.wide - 1);
      out.weights.push_back(std::sqrt(std::sqrt(above[left] * above[right] * below[left] * below[right])));
    }
  }
  return out;
}

}  // namespace whittle::jpeg
