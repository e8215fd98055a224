#include "container/integrity.h"

#include "container/defect.h"
#include "container/integrity_formats.h"

namespace whittle::container {

Status check_integrity(ByteView file, Format format) {
  MemorySource source(file);
  Window window(source);
  switch (format) {
    case Format::jpeg:
      return check_jpeg(file);
    case Format::png:
      return check_png(file);
    case Format::webp:
      return check_webp(file);
    case Format::gif:
      return check_gif(window);
    case Format::tiff:
      return check_tiff(window);
    case Format::avif:
    case Format::heic:
      return check_bmff(window);
    case Format::jxl:
      return check_jxl(window);
    case Format::svg:
    case Format::unknown:
      break;
  }
  return unsupported("no integrity check for this format");
}

}  // namespace whittle::container
