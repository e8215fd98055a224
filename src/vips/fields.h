#pragma once
// Metadata as fields of a libvips image.

#include "container/metadata.h"
#include "vips/context.h"

namespace whittle::vips {

container::MetadataBlobs read_blobs(VipsImage* image);

/// Takes every field off `image` that a saver would write as metadata (not delays, loop, palette or resolution). The
/// image must not be shared with another thread; give it a fresh copy (`vips_copy`).
void clear_metadata(VipsImage* image);

/// Sets the fields that the savers of AVIF, TIFF and JPEG XL write; empty blobs are left out.
void write_blobs(VipsImage* image, const container::MetadataBlobs& blobs);

}  // namespace whittle::vips
