#pragma once
// The inner loops of the metric, compiled once for each instruction set and chosen at run time.
//
// Lanes never mix, so the width of the vectors does not change a result. Fused multiply-add does: where the processor
// has none (x86 before AVX2) scores can differ from the reference in the second decimal.

#include <cstddef>

namespace whittle::metric {

inline constexpr std::size_t kBlockRows = 8;  ///< rows that the horizontal blur takes at once, one in each lane
/// Floats before and after each row that the horizontal blur reads and must be zero.
inline constexpr std::size_t kPadLeft = 16, kPadRight = 16;

/// Encoded sRGB to linear light, in place.
void srgb_to_linear(float* values, std::size_t count);

/// One row of linear RGB to the metric's opponent colours (positive variants of XYB). `x` and `b` may be null.
void linear_to_xyb(const float* red, const float* green, const float* blue, std::size_t count, float* x, float* y,
                   float* b);

/// out[i] = a[i] * b[i]
void multiply(const float* a, const float* b, std::size_t count, float* out);

/// Blurs kBlockRows rows of `width` samples along x. Rows stand `stride` apart in both; `in` is zero-padded on both
/// sides.
void blur_rows(const float* in, std::size_t stride, std::size_t width, float* out, std::size_t out_stride);

/// State of the vertical blur: two earlier outputs of three recurrences for every column.
inline constexpr std::size_t kVerticalState = 6;
/// One more output row: `above` and `below` are the rows that leave and enter the window. `out` may be null (warm-up).
void blur_columns(const float* above, const float* below, std::size_t width, std::size_t state_stride, float* state,
                  float* out);

/// Sums of one row's error maps; each to the first and to the fourth power.
struct ErrorSums {
  double ssim = 0, ssim4 = 0, ring = 0, ring4 = 0, blur = 0, blur4 = 0;

  ErrorSums& operator+=(const ErrorSums& o) {
    ssim += o.ssim, ssim4 += o.ssim4;
    ring += o.ring, ring4 += o.ring4;
    blur += o.blur, blur4 += o.blur4;
    return *this;
  }
};
void add_ssim(const float* mu1, const float* mu2, const float* s11, const float* s22, const float* s12,
              std::size_t width, ErrorSums& sums);
void add_edges(const float* a, const float* mu1, const float* b, const float* mu2, std::size_t width, ErrorSums& sums);

}  // namespace whittle::metric
