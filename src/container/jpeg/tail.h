#pragma once
// What stands behind the EOI of a JPEG: pictures of a Multi-Picture list, gain maps, films, remarks of the maker. It
// stays with another first picture in front of it, because all who point into it count from its end or are put right.

#include "base/bytes.h"
#include "base/result.h"
#include "container/metadata.h"

namespace whittle::container {

struct JpegTail {
  std::size_t at = 0;  ///< where it begins in the source
  ByteView bytes;      ///< what of it stays; empty: nothing
  MetadataEdit edit;   ///< XMP that announces what stays, or holds what belongs to the picture, is not stripped
};

/// What stays behind `jpeg` after `edit`: see tail_stays.
JpegTail jpeg_tail(ByteView jpeg, const MetadataEdit& edit);

/// Appends `tail` of `source` to `output`, a JPEG up to its EOI, and puts the list of pictures right. Errors: gain-map,
/// extras when readers would not find it again.
Status append_jpeg_tail(Bytes& output, ByteView source, const JpegTail& tail);

}  // namespace whittle::container
