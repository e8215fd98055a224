#pragma once
// Decoded pixels as plain memory, for those that compute with them and know no libvips.

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "image/vips_context.h"

namespace whittle::image {

/// Rows of interleaved samples without gaps, native byte order.
struct Pixels {
  std::uint32_t width = 0, height = 0;
  int channels = 0;  ///< 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA
  int depth = 8;     ///< bits a sample: 8 or 16
  Bytes samples;

  std::size_t stride() const { return std::size_t{width} * static_cast<std::size_t>(channels * depth / 8); }
};

/// The pixels of `image` in sRGB, or in grey of sRGB's curve; 8 bit as they are, all else as 16 bit. A colour profile
/// that is not sRGB is applied. Errors: corrupt, when the pixels cannot be decoded; processing-failed.
Result<Pixels> srgb_pixels(VipsImage* image);

}  // namespace whittle::image
