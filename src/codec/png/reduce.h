#pragma once
// Exact reductions: the pixel formats that can hold a picture without changing a sample, and the way into them.

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "codec/png/format.h"

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

/// Rows of a picture in another format.
class Converter {
 public:
  /// Both must outlive the converter.
  Converter(const Picture& picture, const Target& target);

  std::size_t stride() const { return stride_; }
  /// Writes `count` rows from `first`, stride() bytes each.
  void rows(std::size_t first, std::size_t count, std::uint8_t* out);

 private:
  void pack(const Rgba* colours, std::uint8_t* out) const;
  void pack16(const Rgba16* colours, std::uint8_t* out) const;
  std::uint8_t index_of(Rgba colour) const;

  const Picture& picture_;
  const Target& target_;
  std::size_t stride_;
  std::vector<Rgba> colours_;
  std::vector<Rgba16> colours16_;
  std::vector<Rgba> slots_;               ///< hash table from colours to indices
  std::vector<std::int16_t> slot_index_;  ///< -1: free
};

}  // namespace whittle::png
