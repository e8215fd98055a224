#pragma once
// What happens to the metadata of a file, and the container code that carries it into an output. Pure functions on
// bytes.
//
// libvips rebuilds EXIF when it keeps it (maker notes break) and drops PNG text, unknown chunks and APPn segments. So
// outputs of JPEG, PNG, WebP and GIF are saved bare and the original segments and chunks are put back here, byte for
// byte where no edit is asked for.

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "container/meta/exif.h"
#include "container/meta/icc.h"
#include "container/meta/mark.h"
#include "whittle/format.h"
#include "whittle/options.h"

namespace whittle::container {

struct MetadataEdit {
  enum class Profile { keep, drop };
  enum class ColourTags {
    keep,
    drop
  };  ///< PNG gAMA, cHRM, sRGB, cICP: dropped when pixels have been converted to sRGB

  enum class Marks { keep, drop };  ///< provenance marks of the source: stale once pixels are coded anew

  MetadataSet strip = 0;
  Marks marks = Marks::keep;
  std::string mark = {};            ///< text of a new one; empty: none
  Profile profile = Profile::keep;  ///< decided by the engine: a profile is never dropped alone
  ColourTags colour_tags = ColourTags::keep;
  std::optional<std::uint8_t>
      orientation;  ///< what the output must say: 1 when the pixels have been turned; unset: as it was
  std::optional<ExifEdit::Size> new_size =
      {};  ///< when the pixels were turned or resized: thumbnails are then out of date

  bool strips(Metadata kind) const { return (strip & bit(kind)) != 0; }
};

/// The metadata that crosses from one container format to another. `exif` without "Exif\0\0".
struct MetadataBlobs {
  Bytes icc, exif, xmp;
};

/// Where an output's metadata comes from.
struct MetadataSource {
  ByteView container;   ///< the input file when it has the output's format, else empty
  MetadataBlobs blobs;  ///< used when `container` is empty; not edited yet
};

Bytes edited_exif(ByteView exif, const MetadataEdit& edit);
/// Empty when it must go. With Metadata::gps stripped a packet that names GPS properties goes as a whole.
Bytes edited_xmp(ByteView xmp, const MetadataEdit& edit);
MetadataBlobs edited(const MetadataBlobs& blobs, const MetadataEdit& edit);

/// `encoded` with the metadata of `source` after `edit`, replacing what the encoder wrote. In formats whose metadata
/// libvips writes itself (AVIF, JPEG XL) at most the mark is added. Errors: processing-failed when `encoded` is not
/// what an encoder writes.
Result<Bytes> with_metadata(Format format, Bytes encoded, const MetadataSource& source, const MetadataEdit& edit);

/// Why repacking this TIFF would lose something other than bytes; success when it would not. Errors: unsupported,
/// corrupt.
Status check_tiff_repackable(ByteView file, const MetadataEdit& edit);

/// How a PNG without an ICC profile or sRGB chunk says that its pixels are not sRGB. No other format here can say it
/// so.
struct PngColours {
  enum class Kind { srgb, numbers, code_points };  ///< code_points: cICP, which nothing here can convert
  Kind kind = Kind::srgb;
  double gamma = 2.2;  ///< numbers: light = pixel ^ gamma
  Chromaticities chromaticities = kSrgbChromaticities;
};
PngColours png_colours(ByteView png);

// One for each container; `with_metadata` chooses.
Result<Bytes> jpeg_with_metadata(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit);
Result<Bytes> png_with_metadata(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit);
/// `png` itself, animated or not, with its metadata after `edit`. What follows IEND goes only with all metadata.
Bytes png_edited(ByteView png, const MetadataEdit& edit);
Result<Bytes> webp_with_metadata(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit);
Result<Bytes> gif_with_metadata(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit);
Result<Bytes> tiff_with_metadata(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit);

inline Error unexpected_output(const char* format) {
  return make_error(Category::processing, Reason::processing_failed,
                    std::string("the encoder wrote an unusual ") + format);
}

}  // namespace whittle::container
