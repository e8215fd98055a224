#pragma once
// TIFF, as the rest of the program sees it. What the functions promise stands in container/formats.h.

#include "container/header.h"
#include "container/metadata.h"
#include "container/window.h"

namespace whittle::container {

bool is_tiff(ByteView prefix);
Result<Header> read_tiff_header(Window& file);
Status check_tiff(ByteView file);
std::size_t tiff_picture_end(ByteView file);
void complete_tiff_blobs(ByteView file, MetadataBlobs& blobs);
Result<Bytes> tiff_with_metadata(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit);

/// Why libvips would not show all pages as their tags say; success where it does. Looks at tags and colour maps alone.
/// Errors: unsupported, naming the tag that is the cause; corrupt, truncated.
Status check_tiff_readable(ByteView file);
/// Whether what its tags say of its colours can be said otherwise, or is nothing new. Errors: unsupported; corrupt,
/// truncated.
Status check_tiff_convertible(ByteView file);
/// A copy whose directories name only what decoders need to know. `check_tiff_readable` bounds the entries there are.
/// Errors: corrupt, truncated.
Result<Bytes> tiff_for_decoder(ByteView file);

/// A TIFF that was just written with another number in each ImageWidth. Errors: processing-failed.
Result<Bytes> tiff_with_width(Bytes encoded, std::uint32_t width);

/// Why a repack by libvips would lose something other than bytes; success when it would not.
/// Errors: unsupported, corrupt.
Status check_tiff_repackable(ByteView file, const MetadataEdit& edit);
/// Whether `encoded` says of its pages what `source` says: how many, sizes, kinds and meaning of samples, orientation,
/// resolution. Errors: verification-failed, naming the first difference.
Status compare_tiff_pages(ByteView source, ByteView encoded);

}  // namespace whittle::container
