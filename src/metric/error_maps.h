#pragma once
// The three error maps of a plane, summed: SSIM (its luminance term is a plain squared difference, since the colours
// are even to the eye already), edges that the distorted picture has and the original has not (ringing), and the other
// way round (blur). Each counts by its mean and by its 4-norm, hence two sums; in double precision, in the reference's
// order.
//
// Compiled once for each instruction set and chosen at run time. Lanes never mix, so the width of the vectors does not
// change a result. Fused multiply-add does: where the processor has none (x86 before AVX2) scores can differ from the
// reference in the second decimal.

#include <cstddef>

namespace whittle::metric {

/// out[i] = a[i] * b[i]
void multiply(const float* a, const float* b, std::size_t count, float* out);

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
/// Adds the SSIM error of `width` samples. `mu1` and `mu2`: blurred planes; `s11`, `s22`, `s12`: blurred products.
void add_ssim(const float* mu1, const float* mu2, const float* s11, const float* s22, const float* s12,
              std::size_t width, ErrorSums& sums);
/// Adds both edge errors of `width` samples of the original `a` and the distorted `b`; `mu1` and `mu2` are their blurs.
void add_edges(const float* a, const float* mu1, const float* b, const float* mu2, std::size_t width, ErrorSums& sums);

}  // namespace whittle::metric
