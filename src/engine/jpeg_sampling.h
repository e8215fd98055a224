#pragma once
// Whether chroma may have half the resolution.

#include "engine/jpeg_pixels.h"
#include "engine/jpeg_transform.h"

namespace whittle::engine::jpeg {

/// The sampling that gives the smaller file at equal score at `scale` (see jpeg_tables.h): half for photographs at all
/// but the highest qualities.
Sampling choose_sampling(const PixelRows& pixels, double scale);

}  // namespace whittle::engine::jpeg
