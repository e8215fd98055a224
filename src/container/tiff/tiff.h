#pragma once
// TIFF, as the rest of the program sees it. What the functions promise stands in container/formats.h.

#include "container/header.h"
#include "container/metadata.h"
#include "container/window.h"

namespace whittle::container {

bool is_tiff(ByteView prefix);
Result<Header> read_tiff_header(Window& file);
Status check_tiff(ByteView file);
void complete_tiff_blobs(ByteView file, MetadataBlobs& blobs);
Result<Bytes> tiff_with_metadata(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit);

/// Why repacking this TIFF would lose something other than bytes; success when it would not. Errors: unsupported,
/// corrupt.
Status check_tiff_repackable(ByteView file, const MetadataEdit& edit);

}  // namespace whittle::container
