#pragma once
// The colour of an AV1 sequence header (AV1 specification, 5.5), which counts where no `colr` box says anything.

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "container/payload/code_points.h"

namespace whittle::container {

struct Av1Colour {
  CodePoints points = {};
  std::uint8_t matrix = 2;  ///< MatrixCoefficients of H.273
  bool full_range = false;
  std::size_t points_at = 0;  ///< the bit at which the two numbers stand, 8 bits each; 0: they are not there
};

/// Of the first sequence header in `item`, the bytes of an av01 item or the beginning of them; nullopt when there is
/// none.
std::optional<Av1Colour> read_av1_colour(ByteView item);

/// Overwrites the code points where `item` has some.
void set_av1_code_points(std::span<std::byte> item, CodePoints points);

}  // namespace whittle::container
