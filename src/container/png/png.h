#pragma once
// PNG, as the rest of the program sees it. What the functions promise stands in container/formats.h.

#include "container/header.h"
#include "container/metadata.h"
#include "container/window.h"

namespace whittle::container {

bool is_png(ByteView prefix);
Result<Header> read_png_header(Window& file);
Status check_png(ByteView file);
Result<Bytes> png_with_metadata(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit);
std::optional<Mark> read_png_mark(ByteView file);

/// `png` itself, animated or not, with its metadata after `edit`. What follows IEND goes only with all metadata.
Bytes png_edited(ByteView png, const MetadataEdit& edit);

/// How a PNG without an ICC profile or sRGB chunk says that its pixels are not sRGB. No other format here can say it
/// so.
struct PngColours {
  enum class Kind { srgb, numbers, code_points };  ///< code_points: cICP, which nothing here can convert
  Kind kind = Kind::srgb;
  double gamma = 2.2;  ///< numbers: light = pixel ^ gamma
  Chromaticities chromaticities = kSrgbChromaticities;
};
PngColours png_colours(ByteView png);

}  // namespace whittle::container
