#pragma once
// How many colours an image has, for formats with palettes.

#include "vips/context.h"

namespace whittle::engine {

/// The number of different pixels of an in-memory image of 8-bit samples, up to four a pixel; 257 when there are more
/// than 256.
int count_colours(VipsImage* image);

}  // namespace whittle::engine
