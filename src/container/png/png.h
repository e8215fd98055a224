#pragma once
// PNG, as the rest of the program sees it. What the functions promise stands in container/formats.h.

#include "container/header.h"
#include "container/metadata.h"
#include "container/window.h"

namespace whittle::container {

bool is_png(ByteView prefix);
Result<Header> read_png_header(Window& file);
Status check_png(ByteView file);
std::size_t png_picture_end(ByteView file);
Result<Bytes> png_with_metadata(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit);
void complete_png_blobs(ByteView file, MetadataBlobs& blobs);
std::optional<Mark> read_png_mark(ByteView file);

/// `png` itself, animated or not, with its metadata after `edit`. What follows IEND goes only with all metadata.
Bytes png_edited(ByteView png, const MetadataEdit& edit);

/// What the chunks before the pixels say.
StatedColours png_colours(ByteView png);

}  // namespace whittle::container
