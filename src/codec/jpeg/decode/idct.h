#pragma once
// The inverse DCT of libjpeg's default decoder (jidctint): integers, so that every build gives the same samples.

#include <cstddef>
#include <cstdint>

#include "codec/jpeg/coefficients.h"

namespace whittle::jpeg {

/// Writes the 8x8 samples of one block, rows `stride` bytes apart.
void inverse_dct(const std::int16_t* levels, const QuantTable& table, std::uint8_t* out, std::size_t stride);

}  // namespace whittle::jpeg
