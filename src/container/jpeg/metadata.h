#pragma once
// APPn and COM segments of a JPEG whose coefficients stay as they are. Pure functions on the bytes of a file that was
// found intact.

#include <cstdint>
#include <optional>

#include "container/metadata.h"

namespace whittle::container {

/// The ICC profile; empty when there is none.
Bytes jpeg_profile(ByteView jpeg);

/// Segments that say how the pixels are to be understood.
struct JpegMarkersFound {
  bool jfif = false;
  std::optional<std::uint8_t> adobe_transform;  ///< 0 none, 1 YCbCr, 2 YCCK
};
JpegMarkersFound jpeg_markers_of(ByteView jpeg);

/// Segments about the coding that an output with the same coefficients is to have as well.
struct JpegCoding {
  bool adobe = true;
  bool tail = true;  ///< what lists the pictures behind the EOI, with the offsets of the old file: see jpeg/tail.h
};

/// The segments of `jpeg` after `edit`, as they are to stand behind SOI: JFIF first, the others in their order. JFIF
/// stays whatever is stripped, it says how large a pixel is; only its thumbnail goes with Metadata::thumb.
Bytes jpeg_segments(ByteView jpeg, const MetadataEdit& edit, const JpegCoding& coding);

/// Whether EXIF, XMP, profile and IPTC of `jpeg`, read again and put together, are those of `source` after `edit`.
/// Errors: verification-failed.
Status check_jpeg_metadata(ByteView jpeg, const MetadataSource& source, const MetadataEdit& edit);

}  // namespace whittle::container
