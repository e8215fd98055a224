#include "metric/pyramid.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "metric/linear_rows.h"
#include "metric/plane_stream.h"
#include "metric/weights.h"
#include "metric/xyb.h"

namespace whittle::metric {
namespace {

/// Linear RGB of one level, whole.
struct Level {
  std::array<Rows, 3> planes;
};

/// Averages 2 x 2 pixels of the rows `upper` and `lower` into `out`; the last column is repeated when `width` is odd.
void downsample_row(const float* upper, const float* lower, std::size_t width, float* out) {
  for (std::size_t x = 0; x < width / 2; ++x) {
    out[x] = (((upper[2 * x] + upper[2 * x + 1]) + lower[2 * x]) + lower[2 * x + 1]) * 0.25f;
  }
  if (width % 2 == 1) {
    const std::size_t x = width - 1;
    out[width / 2] = (((upper[x] + upper[x]) + lower[x]) + lower[x]) * 0.25f;
  }
}

void downsample_block(const std::array<Rows, 3>& block, std::size_t first, const ScaleSize& size, Level& below) {
  for (std::size_t row = 0; row < kBlockRows && first + row < size.height; row += 2) {
    const std::size_t lower = first + row + 1 < size.height ? row + 1 : row;
    for (std::size_t c = 0; c < 3; ++c) {
      downsample_row(block[c].row(row), block[c].row(lower), size.width, below.planes[c].row((first + row) / 2));
    }
  }
}

Level empty_level(const ScaleSize& size) {
  return {{Rows(size.width, size.height), Rows(size.width, size.height), Rows(size.width, size.height)}};
}

}  // namespace

std::vector<ScaleSize> scales_of(std::size_t width, std::size_t height) {
  std::vector<ScaleSize> scales;
  for (int scale = 0; scale < kScales && width >= 8 && height >= 8; ++scale) {
    if (scale > 0) {
      width = (width + 1) / 2;
      height = (height + 1) / 2;
    }
    scales.push_back({width, height});
  }
  return scales;
}

void walk(const Picture& picture, float background, const VisitBlock& visit) {
  LinearRows source(picture, background);
  const std::vector<ScaleSize> scales = scales_of(source.width(), source.height());
  Level level, below;
  for (std::size_t s = 0; s < scales.size(); ++s) {
    const ScaleSize size = scales[s];
    std::array<Rows, 3> linear = empty_level({size.width, kBlockRows}).planes;
    std::array<Rows, 3> xyb = empty_level({size.width, kBlockRows}).planes;
    if (s + 1 < scales.size()) below = empty_level(scales[s + 1]);
    const PlaneSet used = planes_used(s, scales.size());
    for (std::size_t first = 0; first < size.height + kRadius - 1; first += kBlockRows) {
      for (std::size_t row = 0; row < kBlockRows; ++row) {
        if (first + row >= size.height) {
          for (Rows& plane : xyb) std::fill_n(plane.row(row), size.width, 0.0f);
          continue;
        }
        for (std::size_t c = 0; c < 3; ++c) {
          if (s > 0) std::memcpy(linear[c].row(row), level.planes[c].row(first + row), size.width * sizeof(float));
        }
        if (s == 0) source.read(first + row, {linear[0].row(row), linear[1].row(row), linear[2].row(row)});
        linear_to_xyb(linear[0].row(row), linear[1].row(row), linear[2].row(row), size.width,
                      used[0] ? xyb[0].row(row) : nullptr, xyb[1].row(row), used[2] ? xyb[2].row(row) : nullptr);
        for (Rows& plane : xyb) std::fill_n(plane.row(row) + size.width, kPadRight, 0.0f);
      }
      if (s + 1 < scales.size()) downsample_block(linear, first, size, below);
      visit(s, size, first, xyb);
    }
    std::swap(level, below);
  }
}

}  // namespace whittle::metric
