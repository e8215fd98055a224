#pragma once
// Pictures for the lossy JPEG encoder: smooth ground, texture, hard edges and saturated colours, as photographs have.

#include <cmath>
#include <cstdint>

#include "codec/jpeg/pixels.h"

namespace whittle::test {

inline jpeg::Raster painted(int width, int height, int channels) {
  jpeg::Raster out{width, height, channels, {}};
  out.samples.resize(static_cast<std::size_t>(width) * height * channels);
  std::uint32_t random = 12345;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      random = random * 1664525 + 1013904223;
      const double texture = static_cast<double>(random >> 24) / 255 - 0.5;
      const double wave = std::sin(x * 0.13) * std::cos(y * 0.09);
      const bool disc = std::hypot(x - width * 0.6, y - height * 0.4) < width * 0.25;
      for (int c = 0; c < channels; ++c) {
        double value = 120 + 60 * wave + (c == 0 ? 40.0 * x / width : c == 1 ? 30.0 * y / height : -20.0);
        value += texture * (y > height / 2 ? 60 : 6);
        if (disc) value = c == 0 ? 230 : c == 1 ? 30 : 50;
        out.samples[(static_cast<std::size_t>(y) * width + x) * channels + c] =
            static_cast<std::uint8_t>(value < 0     ? 0
                                      : value > 255 ? 255
                                                    : value);
      }
    }
  }
  return out;
}

}  // namespace whittle::test
