#pragma once
// JPEG, as the rest of the program sees it. What the functions promise stands in container/formats.h.

#include "container/header.h"
#include "container/metadata.h"
#include "container/window.h"

namespace whittle::container {

bool is_jpeg(ByteView prefix);
Result<Header> read_jpeg_header(Window& file);
Extras hidden_jpeg_extras(ByteView file);
Status check_jpeg(ByteView file);
Result<Bytes> jpeg_with_metadata(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit);
void complete_jpeg_blobs(ByteView file, MetadataBlobs& blobs);
std::optional<Mark> read_jpeg_mark(ByteView file);

}  // namespace whittle::container
