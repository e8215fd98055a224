#pragma once
// The Gaussian of sigma 1.5 by recurrences (see gaussian.h), along rows and down columns: the same work a sample
// whatever the sigma, and the reference's choice, with whose rounding errors scores have to agree.
//
// The recurrence runs along a row, so the horizontal blur has a row in each lane; the vertical one has a column in
// each. Compiled once for each instruction set and chosen at run time. Lanes never mix, so the width of the vectors
// does not change a result. Fused multiply-add does: where the processor has none (x86 before AVX2) scores can differ
// from the reference in the second decimal.

#include <cstddef>

namespace whittle::metric {

inline constexpr std::size_t kBlockRows = 8;  ///< rows that the horizontal blur takes at once, one in each lane
/// Floats before and after each row that the horizontal blur reads and must be zero.
inline constexpr std::size_t kPadLeft = 16, kPadRight = 16;

/// Blurs kBlockRows rows of `width` samples along x. Rows stand `stride` apart in both; `in` is zero-padded on both
/// sides.
void blur_rows(const float* in, std::size_t stride, std::size_t width, float* out, std::size_t out_stride);

/// State of the vertical blur: two earlier outputs of three recurrences for every column.
inline constexpr std::size_t kVerticalState = 6;
/// One more output row: `above` and `below` are the rows that leave and enter the window. `out` may be null (warm-up).
void blur_columns(const float* above, const float* below, std::size_t width, std::size_t state_stride, float* state,
                  float* out);

}  // namespace whittle::metric
