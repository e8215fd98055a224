#pragma once
// SVG is known by sight only: it has no pixels. What the functions promise stands in container/formats.h.

#include "container/header.h"
#include "container/window.h"

namespace whittle::container {

bool is_svg(ByteView prefix);
Result<Header> read_svg_header(Window& file);

}  // namespace whittle::container
