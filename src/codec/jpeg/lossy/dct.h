#pragma once
// The DCT of T.81 A.3.3 in float: orthonormal, so that errors of coefficients are errors of pixels.

#include <cstddef>

namespace whittle::jpeg {

/// `blocks` blocks side by side out of 8 rows of samples, to 64 coefficients each in natural order. `level` is
/// subtracted from each sample (128 for what is stored as unsigned).
void forward_dct(const float* rows, std::size_t stride, std::size_t blocks, float level, float* coefficients);

/// The inverse, of one block: 64 samples without level, row by row.
void inverse_dct(const float* coefficients, float* samples);

}  // namespace whittle::jpeg
