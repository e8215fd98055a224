#pragma once
// What happens to the metadata of a file, and the container code that carries it into an output. Pure functions on
// bytes.
//
// libvips rebuilds EXIF when it keeps it (maker notes break) and drops PNG text, unknown chunks and APPn segments. So
// what the table of formats does not let through the saver (engine/formats.h: saved_fields) is put back here, byte for
// byte where no edit is asked for.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "container/payload/density.h"
#include "container/payload/exif.h"
#include "container/payload/icc.h"
#include "container/payload/light.h"
#include "container/payload/mark.h"
#include "container/payload/rights.h"
#include "whittle/format.h"
#include "whittle/options.h"

namespace whittle::container {

struct MetadataEdit {
  enum class Profile { keep, drop };
  enum class ColourTags {
    keep,
    drop
  };  ///< PNG gAMA, cHRM, sRGB, cICP, light of AVIF: dropped when pixels have been converted to sRGB

  enum class Marks { keep, drop };  ///< provenance marks of the source: stale once pixels are coded anew

  MetadataSet strip = 0;
  Marks marks = Marks::keep;
  std::string mark = {};            ///< text of a new one; empty: none
  Profile profile = Profile::keep;  ///< decided by the engine: a profile is never dropped alone
  ColourTags colour_tags = ColourTags::keep;
  std::optional<CodePoints> code_points = {};  ///< for formats that have them; a PNG from a PNG keeps its own
  std::optional<std::uint8_t> orientation =
      {};  ///< what the output must say: 1 when the pixels have been turned; unset: as it was
  std::optional<ExifEdit::Size> new_size =
      {};                  ///< when the pixels were turned or resized: thumbnails are then out of date
  Turn turn = Turn::none;  ///< of the pixels; what is said across and down is exchanged with them

  bool strips(Metadata kind) const { return (strip & bit(kind)) != 0; }
};

/// The metadata that crosses from one container format to another. `exif` without "Exif\0\0"; `irb`, Photoshop's image
/// resources, are for formats that have a place for IPTC; of others what IPTC says of the picture goes into the XMP.
struct MetadataBlobs {
  Bytes icc, exif, xmp;
  std::optional<Density> density = {};
  Bytes irb = {};
  enum class Iptc { as_it_is, in_xmp } iptc = Iptc::as_it_is;
  std::vector<std::string> comments = {};  ///< UTF-8; of JPEG, GIF and PNG, for these
  Light light = {};                        ///< means something beside code points alone
};

/// Where an output's metadata comes from.
struct MetadataSource {
  ByteView container;   ///< the input file when it has the output's format, else empty
  MetadataBlobs blobs;  ///< used when `container` is empty; not edited yet
};

Bytes edited_exif(ByteView exif, const MetadataEdit& edit);
/// Empty when it must go; what holds a depth map or another of the extras in itself goes with them alone. Where XMP
/// goes and the copyright stays, it is a packet of that alone. A packet that still names a position in
/// a structure, or extras that go, goes in the same way.
Bytes edited_xmp(ByteView xmp, const MetadataEdit& edit);
/// The same for Photoshop's image resources and the IPTC records in them, which lose single parts.
Bytes edited_irb(ByteView irb, const MetadataEdit& edit);
MetadataBlobs edited(const MetadataBlobs& blobs, const MetadataEdit& edit);
/// `density` after `edit`.
std::optional<Density> edited_density(const std::optional<Density>& density, const MetadataEdit& edit);
/// Whether EXIF or XMP say where the picture was taken.
bool tells_position(const MetadataBlobs& blobs);

/// Puts into `blobs` of a file of `format` what other formats can take over and libvips does not deliver: EXIF and XMP
/// of several JPEG segments; IPTC; light levels; the size of a pixel; who made the picture and whose it is, from IPTC,
/// PNG text and TIFF tags into the XMP, which then is UTF-8.
void complete_blobs(Format format, ByteView file, MetadataBlobs& blobs);

/// A remark that a JPEG or GIF carries, unless it is a mark of ours or no text. Bytes that are not UTF-8 count as
/// ISO 8859-1.
void add_comment(MetadataBlobs& blobs, ByteView comment);

/// Puts into the XMP, in UTF-8 from then on, what of `rights` it does not say.
void add_rights(MetadataBlobs& blobs, const Rights& rights);

/// `encoded` with the metadata of `source` after `edit`, replacing what the encoder wrote. In formats whose metadata
/// libvips writes itself (AVIF, JPEG XL) at most the mark is added. Errors: processing-failed when `encoded` is not
/// what an encoder writes.
Result<Bytes> with_metadata(Format format, Bytes encoded, const MetadataSource& source, const MetadataEdit& edit);

/// Bytes at most that what files of `format` hold compressed beside their pixels takes in an output that holds it
/// plain: EXIF, XMP, IPTC and a profile.
std::uint64_t most_inflated(Format format);

/// The mark of a file, by our own parsers; nullopt when there is none, or none that can be understood. For formats that
/// carry none always nullopt.
std::optional<Mark> read_mark(ByteView file, Format format);

inline Error unexpected_output(const char* format) {
  return make_error(Category::processing, Reason::processing_failed,
                    std::string("the encoder wrote an unusual ") + format);
}

}  // namespace whittle::container
