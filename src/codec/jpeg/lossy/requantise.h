#pragma once
// A JPEG that is to be a smaller JPEG: quantised again from its own coefficients, without a way over pixels. No second
// rounding of samples, and what is coarse already is kept as it is instead of being coded more finely.

#include "codec/jpeg/lossy/transform.h"

namespace whittle::jpeg {

/// Whether `coefficients` are sampled and coloured in a way that the encoder makes itself: grey, ycc or ycck with one
/// of `Sampling`.
bool can_requantise(const Coefficients& coefficients);

/// Of coefficients that can be requantised; grey counts as half.
Sampling sampling_of(const Coefficients& coefficients);

/// The values that `coefficients`, which can be requantised, stand for.
Transformed transformed_of(const Coefficients& coefficients);

}  // namespace whittle::jpeg
