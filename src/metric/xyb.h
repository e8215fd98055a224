#pragma once
// From sRGB to the opponent colours that the metric compares: XYB of JPEG XL, moved and scaled to about 0 to 1, with B
// as its difference to Y. Constants and the order of operations are the reference's.
//
// Compiled once for each instruction set and chosen at run time. Lanes never mix, so the width of the vectors does not
// change a result. Fused multiply-add does: where the processor has none (x86 before AVX2) scores can differ from the
// reference in the second decimal.

#include <cstddef>

namespace whittle::metric {

/// Encoded sRGB, 0 to 1, to linear light, in place. Whole vectors are written: `values` has room beyond `count`.
void srgb_to_linear(float* values, std::size_t count);

/// One row of linear RGB to opponent colours. `x` and `b` may be null. All have room for whole vectors.
void linear_to_xyb(const float* red, const float* green, const float* blue, std::size_t count, float* x, float* y,
                   float* b);

}  // namespace whittle::metric
