#pragma once
// WebP, as the rest of the program sees it. What the functions promise stands in container/formats.h.

#include "container/header.h"
#include "container/metadata.h"
#include "container/timing.h"
#include "container/window.h"

namespace whittle::container {

bool is_webp(ByteView prefix);
Result<Header> read_webp_header(Window& file);
Extras hidden_webp_extras(ByteView file);
Status check_webp(ByteView file);
std::size_t webp_picture_end(ByteView file);
void complete_webp_blobs(ByteView file, MetadataBlobs& blobs);
Result<Bytes> webp_with_metadata(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit);
std::optional<Mark> read_webp_mark(ByteView file);
Timing read_webp_timing(ByteView file);

}  // namespace whittle::container
