#include "metric/ssimulacra2.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <utility>

#include "metric/kernels.h"
#include "metric/linear_rows.h"
#include "metric/weights.h"

// Each scale is streamed from top to bottom in blocks of kBlockRows rows: linear light -> opponent colours -> products
// -> horizontal blur -> vertical blur -> error sums, so that what is in flight stays in the cache and memory grows with
// the width only. What the original contributes (its planes, their blur, and the blur of their square) is the same for
// every comparison and kept, except the squares of the two large scales: making them again costs less than they weigh.
// Planes and maps whose weight is negligible are not computed: of the 18 planes of a large
// picture 11 remain, and at full size only Y.

namespace whittle::metric {
namespace {

constexpr std::size_t kScalesWithoutSquare = 2;
constexpr std::size_t kRadius = 5;  // rows that the vertical window reaches beyond its centre, less one below

/// Rows of floats with room on both sides for the horizontal blur and for whole vectors.
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

/// Blurs a stream of row blocks. Output rows come kRadius - 1 rows after their input.
class BlurStream {
 public:
  explicit BlurStream(std::size_t width)
      : width_(width), ring_(width, kRing), zero_(width, 1), state_(width, kVerticalState) {}

  /// Rows `first` to `first + kBlockRows`, zero where the picture has ended; `in` is a block of padded rows.
  void push(const Rows& in, std::size_t first) {
    blur_rows(in.row(0), in.stride(), width_, ring_.row(first % kRing), ring_.stride());
  }

  /// The vertical filter's next output row; rows must be asked for in order. `height`: rows beyond it are zero.
  void next(std::size_t height, float* out) {
    for (; centre_ < 0; ++centre_) step(height, nullptr);
    step(height, out);
    ++centre_;
  }

 private:
  /// A multiple of kBlockRows that holds a window and the block that is being filled.
  static constexpr std::size_t kRing = 3 * kBlockRows;

  const float* row(std::ptrdiff_t y, std::size_t height) const {
    const bool inside = y >= 0 && static_cast<std::size_t>(y) < height;
    return inside ? ring_.row(static_cast<std::size_t>(y) % kRing) : zero_.row(0);
  }

  void step(std::size_t height, float* out) {
    constexpr auto kN = static_cast<std::ptrdiff_t>(kRadius);
    blur_columns(row(centre_ - kN - 1, height), row(centre_ + kN - 1, height), width_, state_.stride(), state_.row(0),
                 out);
  }

  std::size_t width_;
  Rows ring_, zero_, state_;
  std::ptrdiff_t centre_ = 1 - static_cast<std::ptrdiff_t>(kRadius);
};

/// What one plane of the original contributes.
struct PlaneReference {
  Rows value, mean, square;  ///< the plane, its blur, the blur of its square where that is kept
};

/// The tiles of a picture, the same number at every scale; the last of a row or column takes what is left, so that none
/// is smaller than a whole one unless the picture is.
struct TileGrid {
  std::size_t columns = 1, rows = 1;

  static TileGrid of(std::size_t width, std::size_t height) {
    return {std::max<std::size_t>(1, width / kTile), std::max<std::size_t>(1, height / kTile)};
  }
  std::size_t count() const { return columns * rows; }
};

/// Error sums of one plane of one scale, a tile each.
class TileSums {
 public:
  TileSums() = default;
  TileSums(const TileGrid& grid, std::size_t scale)
      : grid_(grid), side_(std::max<std::size_t>(1, kTile >> scale)), sums_(grid.count()) {}

  /// Calls `add(begin, count, sums)` for the part of row `y`, `width` samples long, that lies in each tile.
  template <typename Add>
  void for_row(std::size_t y, std::size_t width, Add add) {
    ErrorSums* const row = sums_.data() + std::min(y / side_, grid_.rows - 1) * grid_.columns;
    for (std::size_t column = 0; column < grid_.columns; ++column) {
      const std::size_t begin = std::min(column * side_, width);
      const std::size_t end = column + 1 == grid_.columns ? width : std::min(begin + side_, width);
      add(begin, end - begin, row[column]);
    }
  }

  /// Samples in tile `index` of a plane of `width` x `height`.
  double samples(std::size_t index, std::size_t width, std::size_t height) const {
    const auto extent = [&](std::size_t tile, std::size_t tiles, std::size_t size) {
      const std::size_t begin = std::min(tile * side_, size);
      return (tile + 1 == tiles ? size : std::min(begin + side_, size)) - begin;
    };
    return static_cast<double>(extent(index % grid_.columns, grid_.columns, width)) *
           static_cast<double>(extent(index / grid_.columns, grid_.rows, height));
  }

  const std::vector<ErrorSums>& tiles() const { return sums_; }
  ErrorSums total() const {
    ErrorSums all;
    for (const ErrorSums& one : sums_) all += one;
    return all;
  }

 private:
  TileGrid grid_;
  std::size_t side_ = kTile;
  std::vector<ErrorSums> sums_;
};

/// Streams one plane of one scale.
class PlaneStream {
 public:
  PlaneStream(std::size_t width, std::size_t height)
      : width_(width),
        height_(height),
        product_(width, kBlockRows),
        mean_(width),
        square_(width),
        cross_(width),
        original_square_(width) {}

  std::size_t width() const { return width_; }
  std::size_t height() const { return height_; }

  /// The original's side: blurs of `block` and its square go to `reference` as they become ready.
  void prepare(const Rows& block, std::size_t first, PlaneReference& reference) {
    mean_.push(block, first);
    if (reference.square.stride() > 0) push_product(view(block), view(block), first, square_);
    for (; ready_ < rows_ready(first); ++ready_) {
      mean_.next(height_, reference.mean.row(ready_));
      if (reference.square.stride() > 0) square_.next(height_, reference.square.row(ready_));
    }
  }

  /// The distorted side: error sums of the rows that became ready.
  void compare(const Rows& block, std::size_t first, const PlaneReference& reference, const Needs& needs,
               TileSums& sums) {
    keep(block, first);
    mean_.push(block, first);
    if (needs.ssim) {
      const View original = view(reference.value, std::min(first, height_ - 1));
      push_product(view(block), view(block), first, square_);
      push_product(view(block), original, first, cross_);
      if (reference.square.stride() == 0) push_product(original, original, first, original_square_);
    }
    for (; ready_ < rows_ready(first); ++ready_) add_row(reference, needs, sums);
  }

 private:
  /// Rows whose window is complete once the block from `first` is in. The block after the last one is all zero.
  std::size_t rows_ready(std::size_t first) const {
    const std::size_t pushed = first + kBlockRows;
    return std::min(height_, pushed - (kRadius - 1));
  }

  /// Rows of a plane from one that the block begins with.
  struct View {
    const float* data;
    std::size_t stride;
    const float* row(std::size_t y) const { return data + y * stride; }
  };
  static View view(const Rows& rows, std::size_t first = 0) { return {rows.row(first), rows.stride()}; }

  void push_product(const View& a, const View& b, std::size_t first, BlurStream& blur) {
    for (std::size_t row = 0; row < kBlockRows; ++row) {
      if (first + row < height_) {
        multiply(a.row(row), b.row(row), width_, product_.row(row));
        std::fill_n(product_.row(row) + width_, kPadRight, 0.0f);  // whole vectors were written
      } else {
        std::fill_n(product_.row(row), width_, 0.0f);
      }
    }
    blur.push(product_, first);
  }

  /// The edge maps need the plane itself, a few rows after it came.
  void keep(const Rows& block, std::size_t first) {
    if (kept_.stride() == 0) kept_ = Rows(width_, kKept);
    for (std::size_t row = 0; row < kBlockRows; ++row) {
      std::memcpy(kept_.row((first + row) % kKept), block.row(row), width_ * sizeof(float));
    }
  }

  void add_row(const PlaneReference& reference, const Needs& needs, TileSums& sums) {
    if (blurred_.stride() == 0) blurred_ = Rows(width_, 4);
    float* mean = blurred_.row(0);
    mean_.next(height_, mean);
    const float* original_mean = reference.mean.row(ready_);
    if (needs.ssim) {
      square_.next(height_, blurred_.row(1));
      cross_.next(height_, blurred_.row(2));
      const float* original_square = blurred_.row(3);
      if (reference.square.stride() > 0) {
        original_square = reference.square.row(ready_);
      } else {
        original_square_.next(height_, blurred_.row(3));
      }
      const float* const square = blurred_.row(1);
      const float* const cross = blurred_.row(2);
      sums.for_row(ready_, width_, [&](std::size_t x, std::size_t count, ErrorSums& tile) {
        add_ssim(original_mean + x, mean + x, original_square + x, square + x, cross + x, count, tile);
      });
    }
    if (needs.edges) {
      const float* const original = reference.value.row(ready_);
      const float* const distorted = kept_.row(ready_ % kKept);
      sums.for_row(ready_, width_, [&](std::size_t x, std::size_t count, ErrorSums& tile) {
        add_edges(original + x, original_mean + x, distorted + x, mean + x, count, tile);
      });
    }
  }

  static constexpr std::size_t kKept = 2 * kBlockRows;

  std::size_t width_, height_;
  Rows product_, kept_, blurred_;
  BlurStream mean_, square_, cross_, original_square_;
  std::size_t ready_ = 0;  ///< rows that are done
};

struct ScaleSize {
  std::size_t width = 0, height = 0;
};

/// The sizes of the pyramid. As in the reference, a level is made as long as the one above it has 8 pixels each way.
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

/// Walks the pyramid of a picture. `visit(scale, size, first, xyb)` gets every block of opponent-colour rows of every
/// scale, rows in order; after the last one an empty block follows when the vertical window needs it.
template <typename Visit>
void walk(const Picture& picture, float background, Visit visit) {
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

double norm4(double sum, double pixels) {
  return std::sqrt(std::sqrt(sum / pixels));
}

}  // namespace

struct Reference::Background {
  float level = 0.5f;
  std::vector<std::array<PlaneReference, 3>> scales;

  Background(const Picture& original, float level_in) : level(level_in) {
    const LinearRows source(original, level);
    const std::vector<ScaleSize> sizes = scales_of(source.width(), source.height());
    scales.resize(sizes.size());
    std::vector<std::unique_ptr<PlaneStream>> streams(3);
    walk(original, level, [&](std::size_t s, const ScaleSize& size, std::size_t first, const std::array<Rows, 3>& xyb) {
      const PlaneSet used = planes_used(s, sizes.size());
      for (std::size_t c = 0; c < 3; ++c) {
        if (!used[c]) continue;
        PlaneReference& plane = scales[s][c];
        if (first == 0) {
          streams[c] = std::make_unique<PlaneStream>(size.width, size.height);
          plane = {Rows(size.width, size.height + kBlockRows), Rows(size.width, size.height),
                   s < kScalesWithoutSquare ? Rows() : Rows(size.width, size.height)};
        }
        for (std::size_t row = 0; row < kBlockRows && first + row < size.height; ++row) {
          std::memcpy(plane.value.row(first + row), xyb[c].row(row), size.width * sizeof(float));
        }
        streams[c]->prepare(xyb[c], first, plane);
      }
    });
  }

  Score score(const Picture& distorted) const {
    std::vector<ScaleSize> sizes(scales.size());
    std::vector<std::array<TileSums, 3>> sums(scales.size());
    std::vector<std::unique_ptr<PlaneStream>> streams(3);
    TileGrid grid;
    walk(distorted, level,
         [&](std::size_t s, const ScaleSize& size, std::size_t first, const std::array<Rows, 3>& xyb) {
           if (s == 0 && first == 0) grid = TileGrid::of(size.width, size.height);
           sizes[s] = size;
           const PlaneSet used = planes_used(s, scales.size());
           for (std::size_t c = 0; c < 3; ++c) {
             if (!used[c]) continue;
             if (first == 0) {
               streams[c] = std::make_unique<PlaneStream>(size.width, size.height);
               sums[s][c] = TileSums(grid, s);
             }
             streams[c]->compare(xyb[c], first, scales[s][c], needs_of(c, s, scales.size()), sums[s][c]);
           }
         });
    double overall = 0;
    std::vector<double> tiles(grid.count());
    for (std::size_t s = 0; s < scales.size(); ++s) {
      for (std::size_t c = 0; c < 3; ++c) {
        if (sums[s][c].tiles().empty()) continue;
        const auto pixels = static_cast<double>(sizes[s].width) * static_cast<double>(sizes[s].height);
        overall += weighted_error(sums[s][c].total(), pixels, c, s);
        for (std::size_t tile = 0; tile < tiles.size(); ++tile) {
          const double samples = sums[s][c].samples(tile, sizes[s].width, sizes[s].height);
          if (samples > 0) tiles[tile] += weighted_error(sums[s][c].tiles()[tile], samples, c, s);
        }
      }
    }
    return {score_of(overall), score_of(*std::max_element(tiles.begin(), tiles.end()))};
  }

 private:
  /// `e` summed over `n` samples.
  double weighted_error(const ErrorSums& e, double n, std::size_t plane, std::size_t scale) const {
    return weighted_sum({e.ssim / n, e.ring / n, e.blur / n, norm4(e.ssim4, n), norm4(e.ring4, n), norm4(e.blur4, n)},
                        plane, scale, scales.size());
  }
};

Reference::Reference(const Picture& original) : width_(original.width), height_(original.height) {
  if (original.has_alpha()) {
    backgrounds_.push_back(std::make_unique<const Background>(original, 0.1f));
    backgrounds_.push_back(std::make_unique<const Background>(original, 0.9f));
  } else {
    backgrounds_.push_back(std::make_unique<const Background>(original, 0.5f));
  }
}

Reference::~Reference() = default;
Reference::Reference(Reference&&) noexcept = default;
Reference& Reference::operator=(Reference&&) noexcept = default;

Score Reference::score(const Picture& distorted) const {
  Score worst{100, 100};
  for (const auto& background : backgrounds_) {
    const Score score = background->score(distorted);
    worst = {std::min(worst.overall, score.overall), std::min(worst.worst_tile, score.worst_tile)};
  }
  return worst;
}

}  // namespace whittle::metric
