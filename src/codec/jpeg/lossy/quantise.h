#pragma once
// Rounding with a dead zone, and what else is done to all coefficients of all blocks: the inner loops of the encoder,
// compiled once for each instruction set and chosen at run time.

#include <cstddef>
#include <cstdint>

namespace whittle::jpeg {

/// The sum of squares of the 63 AC coefficients of each of `blocks` blocks.
void ac_energies(const float* coefficients, std::size_t blocks, float* energies);

/// Rounds `blocks` blocks of coefficients times `reciprocals` (64 of the steps). AC coefficients below the block's
/// dead zone, in steps, become 0. Values are kept within what 8-bit samples give.
void quantise(const float* coefficients, std::size_t blocks, const float* reciprocals, const float* dead_zones,
              std::int16_t* out);

/// For each block, bit k set when natural coefficient k is at least half a step.
void candidate_masks(const float* coefficients, std::size_t blocks, const float* reciprocals, std::uint64_t* masks);

/// The least and the largest sample of each of `blocks` blocks in 8 rows.
void sample_ranges(const float* rows, std::size_t stride, std::size_t blocks, float* least, float* most);

}  // namespace whittle::jpeg
