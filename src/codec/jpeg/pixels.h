#pragma once
// Pixels as the lossy JPEG encoder takes them and as its decoder gives them back.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace whittle::jpeg {

/// Rows of interleaved 8-bit samples that somebody else owns: sRGB, grey of its curve, or CMYK with 0 for no ink.
struct PixelRows {
  int width = 0, height = 0;  ///< 1-65535
  int channels = 3;           ///< 1 grey, 3 RGB, 4 CMYK
  const std::uint8_t* data = nullptr;
  std::size_t stride = 0;  ///< bytes from one row to the next

  const std::uint8_t* row(int y) const { return data + static_cast<std::size_t>(y) * stride; }
};

/// Rows of interleaved samples without gaps.
struct Raster {
  int width = 0, height = 0, channels = 3;
  std::vector<std::uint8_t> samples;

  PixelRows rows() const {
    return {width, height, channels, samples.data(), static_cast<std::size_t>(width) * channels};
  }
};

}  // namespace whittle::jpeg
