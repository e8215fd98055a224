#include "container/header.h"

#include "container/defect.h"
#include "container/header_formats.h"

namespace whittle::container {
namespace {

Result<Header> dispatch(Window& file, Format format) {
  switch (format) {
    case Format::jpeg:
      return read_jpeg_header(file);
    case Format::png:
      return read_png_header(file);
    case Format::webp:
      return read_webp_header(file);
    case Format::gif:
      return read_gif_header(file);
    case Format::tiff:
      return read_tiff_header(file);
    case Format::avif:
    case Format::heic:
      return read_bmff_header(file);
    case Format::jxl:
      return read_jxl_header(file);
    case Format::svg:
      return unsupported("SVG images have no pixels to describe");
    case Format::unknown:
      break;
  }
  return unsupported("not an image of a known format");
}

}  // namespace

Result<Header> read_header(ByteSource& source, Format format) {
  Window file(source);
  Result<Header> header = dispatch(file, format);
  if (!header.ok()) return header;
  header->format = format;
  if (header->width == 0 || header->height == 0) return corrupt("image without pixels: width or height is zero", 0);
  return header;
}

}  // namespace whittle::container
