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

/// What the primary picture's `colr` boxes say, or where they do not the AV1 stream does.
StatedColours avif_colours(ByteView avif);
/// MatrixCoefficients (H.273) of the primary picture; 2 when nothing says it.
std::uint8_t avif_matrix(ByteView avif);
/// Whether black and white of the primary picture are the least and the largest of its samples.
bool avif_has_full_range(ByteView avif);

/// `avif`, as an encoder has just written it, saying `points`. Errors: processing-failed when it is not what an encoder
/// writes.
Result<Bytes> avif_with_code_points(Bytes avif, CodePoints points);
/// With what `source` says of the light of its mastering display and content, where it does not say so itself.
Result<Bytes> avif_with_light(Bytes avif, ByteView source);
/// The same, of what another format says.
Result<Bytes> avif_with_light(Bytes avif, const Light& light);
void complete_avif_blobs(ByteView file, MetadataBlobs& blobs);

/// The block of an AVIF's EXIF item; empty when there is none.
Bytes avif_exif(ByteView avif);
/// `avif`, as an encoder has just written it, with an EXIF item of `block` that describes the primary picture.
Result<Bytes> avif_with_exif(Bytes avif, ByteView block);

}  // namespace whittle::container
