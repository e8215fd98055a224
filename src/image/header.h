#pragma once
// Facts about an image, read from its header by our own bounds-checked parsers. Together with sniff these are the only parsers
// that the parent process runs on hostile bytes: no codec, no recursion without a limit, no allocation sized by the input.

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "whittle/format.h"

namespace whittle::image {

enum class Colour { unknown, grey, rgb, palette, cmyk, other };
enum class Has { no, yes };
enum class Coding { unknown, lossless, lossy };

struct Header {
  Format format = Format::unknown;
  std::uint32_t width = 0, height = 0;  ///< pixels of one frame, as stored (before orientation)
  std::uint32_t frames = 1;             ///< animation frames, TIFF pages
  std::uint8_t depth = 8;               ///< bits a sample as stored: 1, 2, 4, 8, 10, 12, 16, 32
  std::uint8_t orientation = 1;         ///< EXIF 1-8; for HEIF the effect of irot and imir
  Colour colour = Colour::unknown;
  Has alpha = Has::no;                  ///< an alpha channel, tRNS, or a transparent colour index
  Coding coding = Coding::unknown;      ///< how the pixels are coded: WebP VP8L/VP8, AVIF (lossy unless proved), ...
  Has apng = Has::no;                   ///< PNG with acTL
  Has gain_map = Has::no;               ///< JPEG with MPF or an hdrgm trailer; AVIF/HEIC with a tone-map item
  Has interlaced = Has::no;             ///< interlaced PNG/GIF, progressive JPEG
  Has arithmetic = Has::no;             ///< JPEG with arithmetic coding

  std::uint64_t pixels() const { return std::uint64_t{width} * height * frames; }
};

/// The facts of `source`, whose format `sniff` recognised. Reads only what it needs.
/// Errors: corrupt, truncated (Category::corrupt); unsupported-format for what is an image but not one we parse.
Result<Header> read_header(ByteSource& source, Format format);

}  // namespace whittle::image
