#pragma once
// Whether a file is whole: markers, chunks, sizes and CRCs walked by our own code, because the decoders forgive too
// much (libvips never reports a missing IEND, a bad last JPEG strip, bytes after the end, or WebP and GIF trailers).
//
// Bytes after the end of the image are no defect: JPEG (behind EOI: MPF images, motion photos), PNG (behind IEND), GIF
// (behind the trailer), WebP (behind the RIFF size) have an end and may carry more; a TIFF may have unused bytes
// anywhere. A BMFF or JXL container has no end of its own: what follows its boxes is accepted when it cannot be a box,
// but a box that reaches past the end of the file is a truncation. A bare JXL codestream is checked as far as its
// header.

#include "base/bytes.h"
#include "base/result.h"
#include "whittle/format.h"

namespace whittle::container {

/// Success when the container of `file` (the whole file) is complete and undamaged as far as it can tell without
/// decoding. Errors: Category::corrupt with Reason::truncated or Reason::corrupt and a message that names the marker or
/// chunk and offset; unsupported-format for formats without a walk (SVG, unknown). Never throws; memory does not grow
/// with the file.
Status check_integrity(ByteView file, Format format);

}  // namespace whittle::container
