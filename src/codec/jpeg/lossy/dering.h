#pragma once
// Less ringing around black and white.
//
// Decoders cut off what lies beyond 0 and 255, so where the picture is white or black a block may overshoot as it
// likes. The values that it aims at are found by alternating projections: what quantisation would leave, then back to
// the picture wherever an error would be seen. Text on paper gets sharper for fewer bits. (That overshoot is free was
// mozjpeg's observation.)

#include <cstdint>
#include <vector>

#include "codec/jpeg/coefficients.h"

namespace whittle::jpeg {

/// A block of luma in which some samples, but not all, are at an end of the range: bit 8 y + x for each.
struct ClippedBlock {
  int row = 0, column = 0;
  std::uint64_t white = 0, black = 0;
};

/// Appends those among `blocks` blocks in 8 rows of samples.
void find_clipped(const float* rows, std::size_t stride, int blocks, int block_row, std::vector<ClippedBlock>& out);

/// Moves the 64 orthonormal `coefficients` of a block towards ones that look the same after clipping and are cheaper
/// with these steps.
void relax_clipped(const ClippedBlock& block, const QuantTable& steps, float* coefficients);

}  // namespace whittle::jpeg
