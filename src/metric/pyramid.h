#pragma once
// A picture at six scales, each half the one above in linear light, as rows of opponent colours.

#include <array>
#include <cstddef>
#include <functional>
#include <vector>

#include "metric/rows.h"
#include "metric/ssimulacra2.h"

namespace whittle::metric {

struct ScaleSize {
  std::size_t width = 0, height = 0;
};

/// The sizes of the pyramid, at most kScales. As in the reference, a level is made as long as the one above it has 8
/// pixels each way.
std::vector<ScaleSize> scales_of(std::size_t width, std::size_t height);

/// Gets kBlockRows rows of X, Y and B from row `first` of a scale; planes that no weight wants are left undefined.
using VisitBlock =
    std::function<void(std::size_t scale, const ScaleSize& size, std::size_t first, const std::array<Rows, 3>& xyb)>;

/// Walks the pyramid of a picture. `visit` gets every block of every scale, rows in order; rows beyond the last are 0,
/// and an empty block follows when the vertical window needs it. `background`: what shows through alpha, 0 to 1 in
/// encoded sRGB.
void walk(const Picture& picture, float background, const VisitBlock& visit);

}  // namespace whittle::metric
