#pragma once
// What kind of picture it is, as far as encoders treat kinds differently.

#include "image/vips_context.h"

namespace whittle::engine {

enum class Content { photo, graphic };

/// Drawings and screenshots have many neighbours of exactly the same colour, photographs hardly any. `image` must be in
/// memory; some of its rows are looked at.
Content content_of(VipsImage* image);

}  // namespace whittle::engine
