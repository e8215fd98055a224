#pragma once
// JPEG XL, as the rest of the program sees it. What the functions promise stands in container/formats.h.

#include "container/header.h"
#include "container/window.h"

namespace whittle::container {

bool is_jxl(ByteView prefix);
Result<Header> read_jxl_header(Window& file);
Status check_jxl(ByteView file);

}  // namespace whittle::container
