#pragma once
// One plane of one scale, streamed from top to bottom in blocks of kBlockRows rows: products -> horizontal blur ->
// vertical blur -> error sums, so that what is in flight stays in the cache and memory grows with the width only.

#include <algorithm>
#include <cstddef>

#include "metric/pyramid.h"
#include "metric/rows.h"
#include "metric/tiles.h"
#include "metric/weights.h"

namespace whittle::metric {

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

/// Streams one plane of one scale.
class PlaneStream {
 public:
  /// Of a scale with its margin, which is blurred and not counted.
  explicit PlaneStream(const ScaleSize& size)
      : width_(size.across()),
        height_(size.down()),
        margin_(size.margin),
        product_(width_, kBlockRows),
        mean_(width_),
        square_(width_),
        cross_(width_),
        original_square_(width_) {}

  /// The original's side: blurs of `block` and its square go to `reference` as they become ready.
  void prepare(const Rows& block, std::size_t first, PlaneReference& reference);

  /// The distorted side: error sums of the rows that became ready.
  void compare(const Rows& block, std::size_t first, const PlaneReference& reference, const Needs& needs,
               TileSums& sums);

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

  void push_product(const View& a, const View& b, std::size_t first, BlurStream& blur);

  /// The edge maps need the plane itself, a few rows after it came.
  void keep(const Rows& block, std::size_t first);

  void add_row(const PlaneReference& reference, const Needs& needs, TileSums& sums);

  /// Calls `add(begin, count, sums)` for what lies of row `ready_` in each tile.
  template <typename Add>
  void for_counted(TileSums& sums, Add add) const {
    if (ready_ < margin_ || ready_ >= height_ - margin_) return;
    sums.for_row(ready_ - margin_, width_ - 2 * margin_,
                 [&](std::size_t x, std::size_t count, ErrorSums& tile) { add(x + margin_, count, tile); });
  }

  static constexpr std::size_t kKept = 2 * kBlockRows;

  std::size_t width_, height_, margin_;
  Rows product_, kept_, blurred_;
  BlurStream mean_, square_, cross_, original_square_;
  std::size_t ready_ = 0;  ///< rows that are done
};

}  // namespace whittle::metric
