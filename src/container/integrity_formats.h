#pragma once
// The integrity walks, one per format, each in its own file. Private to container/: everybody else calls
// check_integrity.

#include "base/bytes.h"
#include "base/result.h"
#include "container/window.h"

namespace whittle::container {

Status check_jpeg(ByteView file);
Status check_png(ByteView file);
Status check_webp(ByteView file);
Status check_gif(Window& file);
Status check_tiff(Window& file);
Status check_bmff(Window& file);  ///< AVIF, HEIC
Status check_jxl(Window& file);

}  // namespace whittle::container
