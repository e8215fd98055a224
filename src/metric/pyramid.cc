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

/// `count` rows of `size`, the first of which is row `first`, into the level below.
void downsample_rows(const std::array<Rows, 3>& block, std::size_t first, std::size_t count, const ScaleSize& size,
                     Level& below) {
  for (std::size_t row = 0; row < count && first + row < size.height; row += 2) {
    const std::size_t lower = first + row + 1 < size.height ? row + 1 : row;
    for (std::size_t c = 0; c < 3; ++c) {
      downsample_row(block[c].row(row), block[c].row(lower), size.width, below.planes[c].row((first + row) / 2));
    }
  }
}

Level empty_level(const ScaleSize& size) {
  return {{Rows(size.width, size.height), Rows(size.width, size.height), Rows(size.width, size.height)}};
}

void to_xyb(const std::array<Rows, 3>& linear, std::size_t row, std::size_t width, const PlaneSet& used,
            std::array<Rows, 3>& xyb) {
  linear_to_xyb(linear[0].row(row), linear[1].row(row), linear[2].row(row), width, used[0] ? xyb[0].row(row) : nullptr,
                xyb[1].row(row), used[2] ? xyb[2].row(row) : nullptr);
  for (Rows& plane : xyb) std::fill_n(plane.row(row) + width, kPadRight, 0.0f);
}

/// Whether a picture is one of those that the reference does not do justice to (ssimulacra2.h).
bool is_small(std::size_t width, std::size_t height) {
  constexpr std::size_t kSmall = 128;
  return std::min(width, height) <= kSmall;
}

/// Where sample `at` of an endless row lies that is `count` samples and their mirror image in turn.
std::size_t mirrored(std::ptrdiff_t at, std::size_t count) {
  const auto period = static_cast<std::ptrdiff_t>(2 * count);
  const auto place = static_cast<std::size_t>((at % period + period) % period);
  return place < count ? place : 2 * count - 1 - place;
}

/// Row `y` of a scale with its margin.
void mirror_row(const Level& level, const ScaleSize& size, std::size_t y, std::size_t row, std::array<Rows, 3>& out) {
  const auto margin = static_cast<std::ptrdiff_t>(size.margin);
  const std::size_t from = mirrored(static_cast<std::ptrdiff_t>(y) - margin, size.height);
  for (std::size_t c = 0; c < 3; ++c) {
    const float* const samples = level.planes[c].row(from);
    float* const inside = out[c].row(row) + margin;
    const auto width = static_cast<std::ptrdiff_t>(size.width);
    std::memcpy(inside, samples, size.width * sizeof(float));
    for (std::ptrdiff_t x = 1; x <= margin; ++x) {
      inside[-x] = samples[mirrored(-x, size.width)];
      inside[width - 1 + x] = samples[mirrored(width - 1 + x, size.width)];
    }
  }
}

void walk_mirrored(LinearRows& source, const std::vector<ScaleSize>& scales, const VisitBlock& visit) {
  Level level = empty_level(scales[0]);
  for (std::size_t y = 0; y < scales[0].height; ++y) {
    source.read(y, {level.planes[0].row(y), level.planes[1].row(y), level.planes[2].row(y)});
  }
  for (std::size_t s = 0; s < scales.size(); ++s) {
    const ScaleSize size = scales[s];
    std::array<Rows, 3> linear = empty_level({size.across(), kBlockRows}).planes, xyb = linear;
    const PlaneSet used = planes_used(s);
    if (used.none()) break;  // so are those of all coarser scales
    for (std::size_t first = 0; first < size.down() + kRadius - 1; first += kBlockRows) {
      for (std::size_t row = 0; row < kBlockRows; ++row) {
        if (first + row < size.down()) {
          mirror_row(level, size, first + row, row, linear);
          to_xyb(linear, row, size.across(), used, xyb);
        } else {
          for (Rows& plane : xyb) std::fill_n(plane.row(row), size.across(), 0.0f);
        }
      }
      visit(s, size, first, xyb);
    }
    if (s + 1 == scales.size()) break;
    Level below = empty_level(scales[s + 1]);
    downsample_rows(level.planes, 0, size.height, size, below);
    level = std::move(below);
  }
}

}  // namespace

std::vector<ScaleSize> scales_of(std::size_t width, std::size_t height) {
  std::vector<ScaleSize> scales;
  const std::size_t margin = is_small(width, height) ? kRadius : 0;
  for (int scale = 0; scale < kScales; ++scale) {
    scales.push_back({width, height, margin});
    width = (width + 1) / 2;
    height = (height + 1) / 2;
  }
  return scales;
}

void walk(const Picture& picture, float background, const VisitBlock& visit) {
  LinearRows source(picture, background);
  const std::vector<ScaleSize> scales = scales_of(source.width(), source.height());
  if (scales[0].margin > 0) return walk_mirrored(source, scales, visit);
  Level level, below;
  for (std::size_t s = 0; s < scales.size(); ++s) {
    const ScaleSize size = scales[s];
    std::array<Rows, 3> linear = empty_level({size.width, kBlockRows}).planes;
    std::array<Rows, 3> xyb = empty_level({size.width, kBlockRows}).planes;
    if (s + 1 < scales.size()) below = empty_level(scales[s + 1]);
    const PlaneSet used = planes_used(s);
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
        to_xyb(linear, row, size.width, used, xyb);
      }
      if (s + 1 < scales.size()) downsample_rows(linear, first, kBlockRows, size, below);
      visit(s, size, first, xyb);
    }
    std::swap(level, below);
  }
}

}  // namespace whittle::metric
