#pragma once
// APPn and COM segments behind the first scan of a JPEG: between its scans or before EOI. Decoders pass over them and
// no reader of metadata looks there; so they stay behind the pixels, where nothing of them comes into force.

#include "base/bytes.h"
#include "container/extras.h"
#include "container/metadata.h"

namespace whittle::container {

/// Those of `jpeg` that stay after `edit`, whole. Credentials and what describes the old coding never do.
Bytes late_jpeg_segments(ByteView jpeg, const MetadataEdit& edit);
/// The credentials among them.
Extras late_jpeg_extras(ByteView jpeg);

/// `picture`, SOI to EOI, with `late` before EOI in place of its own.
Bytes with_late_jpeg_segments(Bytes picture, const Bytes& late);

}  // namespace whittle::container
