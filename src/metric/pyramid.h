#pragma once
// A picture at six scales, each half the one above in linear light, as rows of opponent colours.

#include <array>
#include <cstddef>
#include <functional>
#include <vector>

#include "metric/rows.h"
#include "metric/ssimulacra2.h"

namespace whittle::metric {

inline constexpr std::size_t kRadius = 5;  ///< rows that the vertical window reaches beyond its centre, less one below

/// A scale of a picture, with what surrounds it.
struct ScaleSize {
  std::size_t width = 0, height = 0;
  std::size_t margin = 0;  ///< on every side: pixels of its mirror image, which are blurred but not counted

  std::size_t across() const { return width + 2 * margin; }
  std::size_t down() const { return height + 2 * margin; }
};

/// The kScales sizes of a pyramid. Each scale of a small picture goes on in its mirror image, as far as blurs reach.
std::vector<ScaleSize> scales_of(std::size_t width, std::size_t height);

/// Gets kBlockRows rows of X, Y and B from row `first` of a scale and its margin; planes that no weight wants are left
/// undefined.
using VisitBlock =
    std::function<void(std::size_t scale, const ScaleSize& size, std::size_t first, const std::array<Rows, 3>& xyb)>;

/// Walks the pyramid of a picture. `visit` gets every block of every scale, rows in order; rows beyond the last are 0,
/// and an empty block follows when the vertical window needs it. `background`: what shows through alpha, 0 to 1 in
/// encoded sRGB.
void walk(const Picture& picture, float background, const VisitBlock& visit);

}  // namespace whittle::metric
