#pragma once
// The shortest of several ways of coding an image.

#include "codec/gif/effort.h"
#include "codec/gif/pack.h"

namespace whittle::gif {

/// Symbols must be below 2^code_size.
Cut cut_best(const Patch& patch, unsigned code_size, const Effort& effort);

}  // namespace whittle::gif
