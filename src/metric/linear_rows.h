#pragma once
// Rows of a picture as linear light.

#include <array>
#include <cstddef>
#include <vector>

#include "metric/ssimulacra2.h"

namespace whittle::metric {

/// Reads rows of a picture as planar linear RGB, blended on a background where there is alpha (in encoded sRGB, as the
/// reference does). Keeps a pointer to the pixels; not thread-safe.
class LinearRows {
 public:
  LinearRows(const Picture& picture, float background);

  std::size_t width() const { return picture_.width; }
  std::size_t height() const { return picture_.height; }
  /// Row `y` into three rows with room for `width()` rounded up to whole vectors.
  void read(std::size_t y, const std::array<float*, 3>& out);

 private:
  template <typename Sample>
  void read_opaque(const Sample* samples, const std::array<float*, 3>& out) const;
  template <typename Sample>
  void read_blended(const Sample* samples, const std::array<float*, 3>& out) const;
  template <typename Sample>
  void read_samples(std::size_t y, const std::array<float*, 3>& out) const;

  Picture picture_;
  float background_;
  std::vector<float> table_;  ///< linear light of every sample value; empty with alpha
};

}  // namespace whittle::metric
