#pragma once
// AVIF and HEIC, as the rest of the program sees them. What the functions promise stands in container/formats.h.

#include "container/header.h"
#include "container/metadata.h"
#include "container/window.h"

namespace whittle::container {

bool is_avif(ByteView prefix);
bool is_heic(ByteView prefix);
Result<Header> read_bmff_header(Window& file);
Extras hidden_bmff_extras(ByteView bytes);
Status check_bmff(ByteView file);
std::size_t bmff_picture_end(ByteView bytes);
Result<Bytes> avif_with_metadata(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit);
std::optional<Mark> read_avif_mark(ByteView file);

}  // namespace whittle::container
