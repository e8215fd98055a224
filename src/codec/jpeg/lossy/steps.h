#pragma once
// Quantisation tables on a continuous scale.
//
// The shape was fitted against SSIMULACRA2 on photographs: relative to other encoders' tables it spends more on the
// lowest frequencies and on chroma, and less on high frequencies. Steps grow with different powers of the scale: high
// frequencies fade faster than low ones as quality falls.

#include <array>

#include "codec/jpeg/coefficients.h"

namespace whittle::jpeg {

enum class Channel { luma, blue, red };

/// Steps before rounding, in natural order, for `scale` > 0: 0.6 gives a score of about 88, 1.2 of 84, 2.4 of 76, 4 of
/// 69.
std::array<float, kBlock> steps_at(double scale, Channel channel);

/// The steps as a baseline file holds them: 1-255.
QuantTable table_at(double scale, Channel channel);

/// The scale at which photographs score on average what libjpeg's quality `quality`, 1-100, with 4:2:0 gives them; it
/// falls strictly.
double scale_of_quality(double quality);

}  // namespace whittle::jpeg
