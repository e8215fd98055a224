#pragma once
// Whether a file is whole: markers, chunks, sizes and CRCs walked by our own code, because the decoders forgive too much
// (libvips never reports a missing IEND, a bad last JPEG strip, bytes after the end, or WebP and GIF trailers).

#include "base/bytes.h"
#include "base/result.h"
#include "whittle/format.h"

namespace whittle::image {

/// Success when the container of `file` (the whole file) is complete and undamaged as far as it can tell without decoding.
/// Errors: Category::corrupt with Reason::truncated or Reason::corrupt and a message that names the marker or chunk and offset.
/// Bytes after the end of the image are no defect here.
Status check_integrity(ByteView file, Format format);

}  // namespace whittle::image
