#include "metric/plane_stream.h"

#include <cstring>

#include "metric/error_maps.h"

namespace whittle::metric {

void PlaneStream::prepare(const Rows& block, std::size_t first, PlaneReference& reference) {
  mean_.push(block, first);
  if (reference.square.stride() > 0) push_product(view(block), view(block), first, square_);
  for (; ready_ < rows_ready(first); ++ready_) {
    mean_.next(height_, reference.mean.row(ready_));
    if (reference.square.stride() > 0) square_.next(height_, reference.square.row(ready_));
  }
}

void PlaneStream::compare(const Rows& block, std::size_t first, const PlaneReference& reference, const Needs& needs,
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

void PlaneStream::push_product(const View& a, const View& b, std::size_t first, BlurStream& blur) {
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

void PlaneStream::keep(const Rows& block, std::size_t first) {
  if (kept_.stride() == 0) kept_ = Rows(width_, kKept);
  for (std::size_t row = 0; row < kBlockRows; ++row) {
    std::memcpy(kept_.row((first + row) % kKept), block.row(row), width_ * sizeof(float));
  }
}

void PlaneStream::add_row(const PlaneReference& reference, const Needs& needs, TileSums& sums) {
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
    for_counted(sums, [&](std::size_t x, std::size_t count, ErrorSums& tile) {
      add_ssim(original_mean + x, mean + x, original_square + x, square + x, cross + x, count, tile);
    });
  }
  if (needs.edges) {
    const float* const original = reference.value.row(ready_);
    const float* const distorted = kept_.row(ready_ % kKept);
    for_counted(sums, [&](std::size_t x, std::size_t count, ErrorSums& tile) {
      add_edges(original + x, original_mean + x, distorted + x, mean + x, count, tile);
    });
  }
}

}  // namespace whittle::metric
