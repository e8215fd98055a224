#pragma once
// What may stand in several segments of a JPEG, put together and taken apart: EXIF, XMP with its extension, colour
// profiles, Photoshop's image resources.

#include <vector>

#include "base/bytes.h"
#include "container/jpeg/markers.h"

namespace whittle::container {

namespace jpeg {
/// How the payloads begin.
inline constexpr std::string_view kExifName("Exif\0\0", 6), kXmpName("http://ns.adobe.com/xap/1.0/\0", 29),
    kXmpExtensionName("http://ns.adobe.com/xmp/extension/\0", 35), kIccName("ICC_PROFILE\0", 12),
    kPhotoshopName("Photoshop 3.0\0", 14), kOldPhotoshopName("Adobe_Photoshop2.5:", 19);
}  // namespace jpeg

/// An EXIF segment, and those behind it that go on where it ends: without a TIFF header of their own, as exiftool
/// writes and joins blocks above 64 KB.
struct JpegExif {
  std::size_t offset = 0;  ///< of the first segment
  Bytes block;             ///< without "Exif\0\0"
};

struct JpegBlobs {
  std::vector<JpegExif> exif;  ///< readers take the first
  ByteView xmp;                ///< the first packet, in the file
  Bytes xmp_extension;         ///< the packet that `xmp` names; empty when not all of it is there
  Bytes irb;
  Bytes icc;

  /// XMP with its extension as one packet.
  Bytes whole_xmp() const;
};
/// Bytes before the image resources in the payload of an APP13 segment; 0: there are none.
std::size_t jpeg_irb_begin(const JpegSegment& segment);
JpegBlobs read_jpeg_blobs(const std::vector<JpegSegment>& segments);

/// One segment of at most 64 KB.
void append_jpeg_segment(Bytes& out, std::uint8_t marker, std::string_view name, ByteView payload);
/// As many segments as it takes; nothing for what is empty.
void append_jpeg_exif(Bytes& out, ByteView block);
void append_jpeg_xmp(Bytes& out, ByteView packet);
void append_jpeg_irb(Bytes& out, ByteView irb);
/// Nothing for a profile above 16 MB, which JPEG cannot hold.
void append_jpeg_profile(Bytes& out, ByteView icc);

}  // namespace whittle::container
