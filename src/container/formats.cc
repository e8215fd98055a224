#include "container/formats.h"

#include "container/bmff/bmff.h"
#include "container/gif/gif.h"
#include "container/jpeg/jpeg.h"
#include "container/jxl/jxl.h"
#include "container/png/png.h"
#include "container/svg/svg.h"
#include "container/tiff/tiff.h"
#include "container/webp/webp.h"

namespace whittle::container {
namespace {

constexpr Parsers kRows[] = {
    {.format = Format::jpeg,
     .recognises = is_jpeg,
     .read_header = read_jpeg_header,
     .check_integrity = check_jpeg,
     .hidden_extras = hidden_jpeg_extras,
     .with_metadata = jpeg_with_metadata,
     .complete_blobs = complete_jpeg_blobs,
     .read_mark = read_jpeg_mark},
    {.format = Format::png,
     .recognises = is_png,
     .read_header = read_png_header,
     .check_integrity = check_png,
     .picture_end = png_picture_end,
     .with_metadata = png_with_metadata,
     .complete_blobs = complete_png_blobs,
     .read_mark = read_png_mark},
    {.format = Format::webp,
     .recognises = is_webp,
     .read_header = read_webp_header,
     .check_integrity = check_webp,
     .hidden_extras = hidden_webp_extras,
     .picture_end = webp_picture_end,
     .with_metadata = webp_with_metadata,
     .complete_blobs = complete_webp_blobs,
     .read_mark = read_webp_mark,
     .read_timing = read_webp_timing},
    {.format = Format::gif,
     .recognises = is_gif,
     .read_header = read_gif_header,
     .check_integrity = check_gif,
     .picture_end = gif_picture_end,
     .with_metadata = gif_with_metadata,
     .complete_blobs = complete_gif_blobs,
     .read_mark = read_gif_mark,
     .read_timing = read_gif_timing},
    {.format = Format::tiff,
     .recognises = is_tiff,
     .read_header = read_tiff_header,
     .check_integrity = check_tiff,
     .picture_end = tiff_picture_end,
     .with_metadata = tiff_with_metadata,
     .complete_blobs = complete_tiff_blobs},
    {.format = Format::jxl, .recognises = is_jxl, .read_header = read_jxl_header, .check_integrity = check_jxl},
    {.format = Format::avif,
     .recognises = is_avif,
     .read_header = read_bmff_header,
     .check_integrity = check_bmff,
     .hidden_extras = hidden_bmff_extras,
     .picture_end = bmff_picture_end,
     .with_metadata = avif_with_metadata,
     .complete_blobs = complete_avif_blobs,
     .read_mark = read_avif_mark},
    {.format = Format::heic,
     .recognises = is_heic,
     .read_header = read_bmff_header,
     .check_integrity = check_bmff,
     .hidden_extras = hidden_bmff_extras,
     .picture_end = bmff_picture_end},
    {.format = Format::svg, .recognises = is_svg, .read_header = read_svg_header},
};

}  // namespace

std::span<const Parsers> all_parsers() {
  return kRows;
}

const Parsers* find_parsers(Format format) {
  const auto row =
      std::find_if(std::begin(kRows), std::end(kRows), [&](const Parsers& r) { return r.format == format; });
  return row == std::end(kRows) ? nullptr : row;
}

}  // namespace whittle::container
