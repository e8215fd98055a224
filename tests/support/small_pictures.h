#pragma once
// Pictures for the score of small ones, of which parts of any size are alike.

#include <cstdint>

#include "codec/jpeg/pixels.h"

namespace whittle::test {

/// Lines of letters: dark red on cream with `channels` 3, black on white with 1.
inline jpeg::Raster lettering(int width, int height, int channels) {
  // H, E, 4, X, N and a gap, a row of five pixels in each number.
  constexpr std::uint8_t kLetters[6][7] = {{17, 17, 17, 31, 17, 17, 17}, {31, 16, 16, 30, 16, 16, 31},
                                           {2, 6, 10, 18, 31, 2, 2},     {17, 17, 10, 4, 10, 17, 17},
                                           {17, 25, 21, 19, 17, 17, 17}, {0, 0, 0, 0, 0, 0, 0}};
  constexpr std::uint8_t kInk[3] = {160, 20, 30}, kPaper[3] = {255, 250, 235};
  jpeg::Raster out{width, height, channels, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const int column = x % 6, row = y % 9, letter = (x / 6 * 5 + y / 9 * 7) % 11 % 6;
      const bool ink = column < 5 && row < 7 && (kLetters[letter][row] >> (4 - column) & 1) != 0;
      for (int c = 0; c < channels; ++c) {
        const std::uint8_t grey = ink ? 0 : 255;
        out.samples.push_back(channels == 1 ? grey : ink ? kInk[c] : kPaper[c]);
      }
    }
  }
  return out;
}

/// Film grain on middle grey: the sum of four even numbers has a standard deviation of `strength` levels.
inline jpeg::Raster grain(int width, int height, int channels, double strength) {
  jpeg::Raster out{width, height, channels, {}};
  std::uint32_t random = 2024;
  for (int i = 0; i < width * height; ++i) {
    double sum = -2;
    for (int part = 0; part < 4; ++part) {
      random = random * 1664525 + 1013904223;
      sum += static_cast<double>(random >> 8) / (1 << 24);
    }
    const double value = 128 + strength * 1.732 * sum;
    out.samples.insert(out.samples.end(), static_cast<std::size_t>(channels),
                       static_cast<std::uint8_t>(value < 0     ? 0
                                                 : value > 255 ? 255
                                                               : value));
  }
  return out;
}

}  // namespace whittle::test
