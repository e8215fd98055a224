#pragma once
// PNG files of every kind, written by libpng or put together by hand, and animations played by the test's own code.

#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace whittle::test {

/// A picture as PNG stores it.
struct PngPicture {
  std::uint32_t width = 1, height = 1;
  int colour = 2;  ///< colour type
  int depth = 8;
  bool interlaced = false;
  std::vector<std::uint16_t> samples = {};  ///< width * height * channels
  std::vector<std::uint32_t> palette = {};  ///< 0xAARRGGBB
  std::vector<std::uint16_t> key = {};      ///< tRNS of types 0 and 2

  unsigned channels() const { return colour == 0 || colour == 3 ? 1 : colour == 4 ? 2 : colour == 2 ? 3 : 4; }
};

/// 20x17 pixels: noise, or such as other types of fewer bits can hold, too.
PngPicture small_picture(int colour, int depth, bool reducible);

/// By libpng, as one IDAT chunk; all filters when `filtered`.
Bytes write_png(const PngPicture& picture, bool filtered = false);

/// `file` with `chunk` before the first of type `before`, or before IDAT where there is none.
Bytes with(const Bytes& file, std::string_view before, const Bytes& chunk);

/// EXIF as ImageMagick wrote it before there was eXIf: `kind` is "exif" or "APP1"; zTXt and iTXt are compressed.
Bytes raw_exif_text(std::string_view type, std::string_view kind, ByteView exif);

/// The zlib stream in a PNG with one IDAT.
Bytes idat_of(const Bytes& png);

struct ApngFrame {
  PngPicture picture;  ///< all of the same type, depth and palette
  std::uint32_t x = 0, y = 0;
  std::uint16_t numerator = 1, denominator = 10;
  unsigned dispose = 0, blend = 0;
};
/// `hidden`: a default image that is no part of the animation; else frames.front() is it.
Bytes write_apng(const std::vector<ApngFrame>& frames, std::uint32_t plays, const PngPicture* hidden = nullptr);

/// What a player shows: canvases of 16-bit RGBA, one for each frame, with delays.
struct Played {
  std::uint32_t width = 0, height = 0, plays = 0;
  std::vector<std::array<std::uint16_t, 2>> delays;
  std::vector<std::vector<std::uint16_t>> canvases;
  std::vector<std::uint16_t> still;  ///< what a decoder shows that knows no animation
  bool operator==(const Played&) const = default;
};
/// Frames are decoded one by one by libpng and composed here. Throws what libpng finds wrong.
Played play_apng(const Bytes& file);

}  // namespace whittle::test
