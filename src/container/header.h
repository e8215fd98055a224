#pragma once
// Facts about an image, read from its header by our own bounds-checked parsers. Together with sniff these are the only
// parsers that the parent process runs on hostile bytes: no codec, no recursion without a limit, no allocation sized by
// the input.

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"
#include "container/extras.h"
#include "whittle/format.h"

namespace whittle::container {

enum class Colour { unknown, grey, rgb, palette, cmyk, other };
enum class Has { no, yes };
enum class Coding { unknown, lossless, lossy };

struct Header {
  Format format = Format::unknown;
  std::uint32_t width = 0, height = 0;  ///< pixels of one frame, as stored (before orientation); of HEIF cropped
  std::uint32_t frames = 1;             ///< animation frames, TIFF pages; an animated JXL says 2 (they are not counted)
  std::uint8_t depth = 8;               ///< bits a sample as stored: 1, 2, 4, 8, 10, 12, 16, 32, 64
  std::uint8_t orientation = 1;         ///< EXIF 1-8; for HEIF the effect of irot and imir
  Colour colour = Colour::unknown;
  Has alpha = Has::no;              ///< an alpha channel, tRNS, or a transparent colour index
  Coding coding = Coding::unknown;  ///< how the pixels are coded: WebP VP8L/VP8, AVIF (lossy unless proved), ...
  Has apng = Has::no;               ///< PNG with acTL
  Has interlaced = Has::no;         ///< interlaced PNG/GIF, progressive JPEG
  Has arithmetic = Has::no;         ///< JPEG with arithmetic coding
  Extras extras = 0;                ///< what the header announces; find_extras looks at the whole file
  /// JPEG: 12 bit, lossless or hierarchical; TIFF: old-style JPEG, or samples that are no plain unsigned integers of
  /// one size. No engine of ours keeps these as they are.
  Has unusual_coding = Has::no;
  /// TIFF: pages that differ in size or kind, thumbnails, sub-images (pyramids); AVIF/HEIC: pictures besides the
  /// primary one, which `frames` does not count.
  Has mixed_pages = Has::no;

  /// AVIF/HEIC: alpha is multiplied into the colours (`prem`); the picture is to be shown with pixels that are not
  /// square
  /// (`pasp`).
  Has premultiplied = Has::no, oblong_pixels = Has::no;

  bool carries(Extra extra) const { return (extras & bit(extra)) != 0; }

  /// Of all frames; the largest number there is when that would not fit.
  std::uint64_t pixels() const {
    const std::uint64_t area = std::uint64_t{width} * height;
    return frames > 1 && area > UINT64_MAX / frames ? UINT64_MAX : area * frames;
  }
};

/// The facts of `source`, whose format `sniff` recognised. Reads only what it needs: one page of 4 KiB for the usual
/// JPEG and WebP, each chunk of a PNG for a moment, a few places of a TIFF or HEIF, all of a GIF (its frames are
/// counted). What stands behind the pixels is looked at in PNG, WebP and TIFF alone. Errors: corrupt, truncated
/// (Category::corrupt), with the offset in the message; unsupported-format for what is an image but not one we parse
/// (SVG, JPEG-LS, Apple's CgBI PNG, camera raw files that look like TIFF).
Result<Header> read_header(ByteSource& source, Format format);

}  // namespace whittle::container
