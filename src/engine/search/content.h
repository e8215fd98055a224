#pragma once
// What kind of picture it is, as far as encoders treat kinds differently.

#include "vips/context.h"

namespace whittle::engine {

enum class Content { photo, graphic };

/// In drawings and screenshots most neighbours have exactly the same colour, in photographs few. `image` must be in
/// memory; some of its rows are looked at.
Content content_of(VipsImage* image);

/// Whether all pixels of `image`, which must be in memory, are equal.
bool is_one_colour(VipsImage* image);

}  // namespace whittle::engine
