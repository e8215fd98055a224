#pragma once
// The vocabulary of PNG: colour types, layouts of rows, chunk names, and a decoded picture.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace whittle::png {

enum class ColourType : std::uint8_t { grey = 0, rgb = 2, palette = 3, grey_alpha = 4, rgba = 6 };

inline bool has_alpha(ColourType type) {
  return type == ColourType::grey_alpha || type == ColourType::rgba;
}
inline bool is_grey(ColourType type) {
  return type == ColourType::grey || type == ColourType::grey_alpha;
}
inline std::size_t channels(ColourType type) {
  switch (type) {
    case ColourType::grey:
    case ColourType::palette:
      return 1;
    case ColourType::grey_alpha:
      return 2;
    case ColourType::rgb:
      return 3;
    case ColourType::rgba:
      return 4;
  }
  return 1;
}

/// How a pixel is stored.
struct PixelFormat {
  ColourType colour = ColourType::rgb;
  std::uint8_t depth = 8;  ///< 1, 2, 4, 8, 16 bits a sample

  std::size_t bits() const { return channels(colour) * depth; }
  /// Of filters: whole bytes, at least 1.
  std::size_t bytes() const { return bits() < 8 ? 1 : bits() / 8; }
  std::size_t row_bytes(std::uint32_t width) const {
    return static_cast<std::size_t>((std::uint64_t{width} * bits() + 7) / 8);
  }
  bool operator==(const PixelFormat&) const = default;
};

struct Header {
  std::uint32_t width = 0, height = 0;
  PixelFormat format;
  bool interlaced = false;
};

/// Red in the lowest byte, alpha in the highest.
using Rgba = std::uint32_t;
inline Rgba rgba(std::uint32_t r, std::uint32_t g, std::uint32_t b, std::uint32_t a) {
  return r | g << 8 | b << 16 | a << 24;
}
/// One sample a 16 bits, red lowest.
using Rgba16 = std::uint64_t;

/// A tRNS colour of a type without palette; grey uses the first.
using ColourKey = std::array<std::uint16_t, 3>;

/// Pixels as PNG stores them, row after row, not filtered, not interlaced.
struct Picture {
  std::uint32_t width = 0, height = 0;
  PixelFormat format;
  std::vector<Rgba> palette;     ///< 1-256 entries for ColourType::palette; for other types a suggestion, not kept here
  std::optional<ColourKey> key;  ///< only without palette and alpha
  std::vector<std::uint8_t> rows;

  std::size_t stride() const { return format.row_bytes(width); }
  const std::uint8_t* row(std::size_t y) const { return rows.data() + y * stride(); }
  std::uint8_t* row(std::size_t y) { return rows.data() + y * stride(); }
};

}  // namespace whittle::png
