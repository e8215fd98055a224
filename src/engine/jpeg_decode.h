#pragma once
// From coefficients to pixels without entropy coding in between: what libjpeg-turbo would show.

#include "engine/jpeg_coefficients.h"
#include "engine/jpeg_pixels.h"

namespace whittle::engine::jpeg {

/// The pixels of a picture whose components are sampled alike or, chroma, at half in both directions; bit-exact with
/// libjpeg-turbo's defaults: accurate integer DCT, "fancy" upsampling. `coefficients` must be grey, ycc (3 channels
/// out) or ycck (4, as PixelRows has them).
Raster decode_coefficients(const Coefficients& coefficients);

}  // namespace whittle::engine::jpeg
