#pragma once
// GIF, as the rest of the program sees it. What the functions promise stands in container/formats.h.

#include "container/header.h"
#include "container/metadata.h"
#include "container/timing.h"
#include "container/window.h"

namespace whittle::container {

bool is_gif(ByteView prefix);
Result<Header> read_gif_header(Window& file);
Status check_gif(ByteView file);
std::size_t gif_picture_end(ByteView bytes);
Result<Bytes> gif_with_metadata(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit);
void complete_gif_blobs(ByteView file, MetadataBlobs& blobs);
std::optional<Mark> read_gif_mark(ByteView file);
/// The colour profile in an application block "ICCRGBG1012", which ImageMagick and macOS obey; empty when there is
/// none.
Bytes gif_profile(ByteView file);
Timing read_gif_timing(ByteView bytes);

/// Why a GIF would not look the same in every viewer after a rewrite: viewers differ already. Errors: unsupported.
Status check_gif_repackable(ByteView bytes, const MetadataEdit& edit);
/// Whether all viewers show a rewritten GIF alike. Errors: verification-failed.
Status compare_gif_viewers(ByteView file, ByteView encoded);

}  // namespace whittle::container
