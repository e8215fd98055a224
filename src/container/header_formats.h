#pragma once
// The header parsers, one per format, each in its own file. Private to container/: everybody else calls read_header.

#include "container/header.h"
#include "container/window.h"

namespace whittle::container {

Result<Header> read_jpeg_header(Window& file);
Result<Header> read_png_header(Window& file);
Result<Header> read_webp_header(Window& file);
Result<Header> read_gif_header(Window& file);
Result<Header> read_tiff_header(Window& file);
Result<Header> read_bmff_header(Window& file);  ///< AVIF, HEIC
Result<Header> read_jxl_header(Window& file);

}  // namespace whittle::container
