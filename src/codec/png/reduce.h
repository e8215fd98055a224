#pragma once
// Exact reductions: the pixel formats that can hold a picture without changing a sample. Which of them compresses best
// only a trial tells; those that seldom win are left out where time is short.

#include <cstdint>
#include <optional>
#include <vector>

#include "codec/png/picture.h"

namespace whittle::png {

/// What other chunks of the file forbid.
struct ReductionLimits {
  bool none = false;               ///< keep format, palette and order as they are
  bool keep_class = false;         ///< a kept ICC profile fits either grey or colour
  std::optional<Rgba> background;  ///< bKGD as an opaque colour, which the target must be able to say
  bool keep_16bit = false;         ///< bKGD needs 16 bits
};

/// How far to look for targets that seldom win.
enum class Reach { likely, wide };

/// A way to store a picture.
struct Target {
  PixelFormat format;
  std::vector<Rgba> palette;
  std::optional<ColourKey> key;
  bool source = false;  ///< rows are those of the picture itself

  /// Bytes of PLTE and tRNS with their frames.
  std::size_t chunk_bytes() const;
};

/// Different targets, best guess first. The picture itself (key dropped if unused) is among them.
std::vector<Target> find_targets(const Picture& picture, const ReductionLimits& limits, Reach reach);

}  // namespace whittle::png
