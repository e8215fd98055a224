#pragma once
// GIF, as the rest of the program sees it. What the functions promise stands in container/formats.h.

#include "container/header.h"
#include "container/metadata.h"
#include "container/window.h"

namespace whittle::container {

bool is_gif(ByteView prefix);
Result<Header> read_gif_header(Window& file);
Status check_gif(ByteView file);
Result<Bytes> gif_with_metadata(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit);
void complete_gif_blobs(ByteView file, MetadataBlobs& blobs);
std::optional<Mark> read_gif_mark(ByteView file);

}  // namespace whittle::container
