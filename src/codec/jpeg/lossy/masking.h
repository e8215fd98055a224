#pragma once
// How much an error in a block counts: busy blocks hide more of it than smooth ones.

#include <vector>

#include "codec/jpeg/lossy/transform.h"

namespace whittle::jpeg {

/// A weight for each block of a component, row by row; their geometric mean is about 1.
struct WeightField {
  int wide = 0, high = 0;
  std::vector<float> weights;

  const float* row(int y) const { return weights.data() + static_cast<std::size_t>(y) * wide; }
};

/// (80 + variance in squared levels)^-`power`, within 1/2 and 8 of the geometric mean: in screenshots, where most
/// blocks are flat, a lower bound would ruin the text.
WeightField masking_weights(const Activity& luma, double power);

/// The weights of a component with `wide` x `high` blocks that cover 2x2 of `field` each: their geometric mean.
WeightField halved(const WeightField& field, int wide, int high);

}  // namespace whittle::jpeg
