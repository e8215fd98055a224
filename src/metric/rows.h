#pragma once
// Rows of floats with room on both sides for the horizontal blur and for whole vectors.

#include <cstddef>
#include <vector>

#include "metric/blur.h"

namespace whittle::metric {

/// `height` rows of `width` samples, at first 0. A Rows without size has stride 0.
class Rows {
 public:
  Rows() = default;
  Rows(std::size_t width, std::size_t height)
      : stride_((kPadLeft + width + kPadRight + 15) / 16 * 16), values_(stride_ * height + 16, 0.0f) {}
  float* row(std::size_t y) { return values_.data() + y * stride_ + kPadLeft; }
  const float* row(std::size_t y) const { return values_.data() + y * stride_ + kPadLeft; }
  std::size_t stride() const { return stride_; }

 private:
  std::size_t stride_ = 0;
  std::vector<float> values_;
};

}  // namespace whittle::metric
