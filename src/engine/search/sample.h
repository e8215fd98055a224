#pragma once
// A small part of a picture that behaves like the whole when it is encoded: strips of rows from all over it.

#include "vips/context.h"

namespace whittle::engine {

/// About an eighth of the rows of `image`, which must be in memory and of one frame; more of small pictures. Null when
/// the picture is too small for a part of it to say much.
vips::ImagePtr sample_rows(VipsImage* image);
/// A few pixels of `image`, which must be in memory: what an encoder decides without looking at more can be asked with
/// them. Null when there is no memory.
vips::ImagePtr sample_corner(VipsImage* image);

}  // namespace whittle::engine
