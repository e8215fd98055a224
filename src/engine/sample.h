#pragma once
// A small part of a picture that behaves like the whole when it is encoded: strips of rows from all over it.

#include "image/vips_context.h"

namespace whittle::engine {

/// About an eighth of the rows of `image`, which must be in memory and of one frame; more of small pictures. Null when
/// the picture is too small for a part of it to say much.
image::ImagePtr sample_rows(VipsImage* image);

}  // namespace whittle::engine
