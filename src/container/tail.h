#pragma once
// What stands behind the end of a picture: films, sounds, other pictures, bytes of nobody knows whom. Decoders pass
// over it, so it stays behind other pixels too. JPEG, which has lists of what stands there, keeps its own account
// (jpeg/tail.h).

#include "base/bytes.h"
#include "container/extras.h"
#include "container/metadata.h"

namespace whittle::container {

/// The first byte behind the picture of `file`; its size where nothing stands there, or for JPEG.
std::size_t picture_end(ByteView file, Format format);

/// What stands behind it.
Extras extras_behind(ByteView file, Format format);

/// Whether `rest`, bytes behind a picture of which `extras` are known, is to stay. Extras go with Metadata::extras
/// alone, previews like a thumbnail, and what nothing speaks for when all is stripped.
bool tail_stays(ByteView rest, Extras extras, const MetadataEdit& edit);

/// What of `file` stands behind its picture and is to stay there.
ByteView kept_tail(ByteView file, Format format, const MetadataEdit& edit);

}  // namespace whittle::container
