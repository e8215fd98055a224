#pragma once
// A frame as the encoder has it: what must be painted, and what may be either painted or left as it is.

#include <cstdint>
#include <vector>

#include "container/ground.h"

namespace whittle::gif {

/// Red, green, blue and alpha in memory; alpha is 255, or all are 0.
using Pixel = std::uint32_t;
inline constexpr Pixel kNoPixel = 0;

/// A symbol of the frame's own alphabet (Patch::colours), and whether not painting would show the same.
using Cell = std::uint16_t;
inline constexpr Cell kFree = 1u << 8;  ///< the pixel may also be kLeft
inline constexpr Cell kSymbol = kFree - 1;
inline constexpr unsigned kLeft = 0;  ///< the symbol of a pixel that is not painted, where the frame has one

struct Patch {
  container::Area area;
  container::Disposal disposal = container::Disposal::keep;
  std::uint32_t delay = 0;     ///< milliseconds
  bool leaves = false;         ///< symbol 0 is kLeft, and colours[0] means nothing
  std::vector<Pixel> colours;  ///< of the symbols, at most 256
  std::size_t needed = 0;      ///< so many of them, the first ones, some cell must have
  std::vector<Cell> cells;     ///< rows of `area` from the top
};

}  // namespace whittle::gif
