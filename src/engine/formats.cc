#include "engine/formats.h"

#include <algorithm>

#include "container/bmff/bmff.h"
#include "container/gif/gif.h"
#include "container/png/png.h"
#include "container/tiff/tiff.h"
#include "engine/formats/gif_lossy.h"
#include "engine/formats/jpeg_lossy.h"
#include "engine/formats/png_palette.h"
#include "engine/formats/png_repack.h"
#include "engine/formats/rows.h"

namespace whittle::engine {
namespace {

using enum Can;

constexpr MetadataSet kIccAndXmp = bit(Metadata::icc) | bit(Metadata::xmp);
// EXIF libvips passes through libexif, which drops and changes tags. 8.14 keeps all or nothing: what it would make up
// beside a profile is the better for having been made of what there is.
#if VIPS_MAJOR_VERSION > 8 || VIPS_MINOR_VERSION >= 15
constexpr MetadataSet kAvifFields = kIccAndXmp;
#else
constexpr MetadataSet kAvifFields = kIccAndXmp | bit(Metadata::exif);
#endif

constexpr FormatRow kRows[] = {
    {.format = Format::jpeg,
     .name = "JPEG",
     .loader = "jpegload_buffer",
     .loader_shrinks = yes,
     .refuse_source = refuse_jpeg_source,
     .max_side = 65'500,
     .grey = yes,
     .cmyk = yes,
     .profile = yes,
     .lossy = yes,
     .encoder = jpeg_encoder,
     .refuse_lossless = refuse_lossless_jpeg,
     .reach_score = yes,
     .curves = &kJpegCurves,
     .cost = jpeg_cost},
    {.format = Format::webp,
     .name = "WebP",
     .offer = Offer::always,
     .loader = "webpload_buffer",
     .open = open_webp,
     .images = Images::frames,
     .max_side = 16'383,
     .alpha = Alpha::full,
     .profile = yes,
     .clock = {.unit = 1, .max_delay = 0xFF'FFFF, .max_plays = 0xFFFF},
     .lossless = yes,
     .lossy = yes,
     .saver = "webpsave_buffer",
     .wanted = {"exact",
                "lossless WebP cannot keep colours under full transparency: files that have them are left alone"},
     .variants = webp_variants,
     .refuse_lossless = refuse_lossless_webp,
     .excuse = excuse_webp,
     .saver_drops_opaque = yes,
     .before_save = webp_with_even_delays,
     .after_save = webp_with_frames,
     .reach_score = yes,
     .curves = &kWebpCurves,
     .cost = webp_cost},
    {.format = Format::png,
     .name = "PNG",
     .offer = Offer::without_loss,
     .loader = "pngload_buffer",
     .as_read = read_png_source,
     .stated_colours = container::png_colours,
     .max_side = 2'147'483'647,
     .max_depth = 16,
     .alpha = Alpha::full,
     .grey = yes,
     .profile = yes,
     .code_points = yes,
     .lossless = yes,
     .lossy = yes,
     .saver = "pngsave_buffer",
     .variants = png_variants,
     .own_loss = OwnLoss{can_quantise, encode_palette},
     .reads_twice = yes,
     .make_small = recode_png,
     .saved_fields = kIccAndXmp,  // of a PNG from elsewhere libvips writes, and compresses, the profile
     .saves_own_fields = no,
     .reach_score = yes,
     .cost = png_cost},
    {.format = Format::gif,
     .name = "GIF",
     .loader = "gifload_buffer",
     .open = open_gif,
     .images = Images::frames,
     .max_side = 65'535,
     .alpha = Alpha::binary,
     .exif = no,
     .clock = {.unit = 10, .max_delay = 655'350, .max_plays = 0x1'0000},
     .lossless = yes,
     .lossy = yes,
     .saver = "gifsave_buffer",
     .wanted = {"keep-duplicate-frames", "GIF animations with repeated frames are left alone"},
     .variants = gif_variants,
     .shrink_own = shrink_gif,
     .write_exactly = write_gif,
     .refuse_own = container::check_gif_repackable,
     .compare_own = container::compare_gif_viewers,
     .reads_twice = yes,
     .make_small = recode_gif,
     .reach_score = yes,
     .curves = &kGifCurves,
     .cost = gif_cost},
    {.format = Format::avif,
     .name = "AVIF",
     .offer = Offer::with_loss,
     .loader = "heifload_buffer",
     .open = open_avif,
     .loader_turns = yes,
     .loader_lends_profile = yes,
     .refuse_source = refuse_avif_source,
     .as_read = read_avif_source,
     .stated_colours = container::avif_colours,
     .max_side = 16'384,
     .max_depth = 12,
     .alpha = Alpha::full,
     .profile = yes,
     .code_points = yes,
     .lossy = yes,
     .saver = "heifsave_buffer",
     .saver_works = avif_saver_works,
     .wanted = {"tune", "AVIF is written by an old encoder: slower, and with several threads a file"},
     .variants = avif_variants,
     .saved_fields = kAvifFields,
     .reach_score = yes,
     .curves = &kAvifCurves,
     .qualities_repeat = yes,  // each version of libheif maps them to AV1's 64 quantisers in its own way
     .cost = avif_cost},
    {.format = Format::tiff,
     .name = "TIFF",
     .loader = "tiffload_buffer",
     .open = open_tiff,
     .images = Images::pages,
     .refuse_conversion = container::check_tiff_convertible,
     .max_side = 2'147'483'647,
     .max_depth = 32,
     .alpha = Alpha::full,
     .grey = yes,
     .cmyk = yes,
     .profile = yes,
     .lossless = yes,
     .saver = "tiffsave_buffer",
     .variants = tiff_variants,
     .refuse_own = container::check_tiff_repackable,
     .compare_own = container::compare_tiff_pages,
     .before_save = tiff_with_whole_bytes,
     .after_save = tiff_with_true_width,
     .saved_fields = kIccAndXmp,  // EXIF libvips cannot, IPTC it does not edit
     .saves_orientation = yes,
     .cost = tiff_cost},
    {.format = Format::jxl,
     .name = "JPEG XL",
     .loader = "jxlload_buffer",
     .foreign = no,  // libvips 8.14 marks this loader as not fit for untrusted data
     .loader_turns = yes,
     .max_side = 1'073'741'823,
     .max_depth = 16,
     .alpha = Alpha::full,
     .grey = yes,
     .profile = yes,
     .lossless = yes,
     .lossy = yes,
     .saver = "jxlsave_buffer",
     .variants = jxl_variants,
     .saved_fields = kIccAndXmp | bit(Metadata::exif),
     .reach_score = yes,
     .curves = &kJpegCurves,  // not measured
     .cost = jxl_cost},
    {.format = Format::heic, .name = "HEIC"},
    {.format = Format::svg, .name = "SVG"},
};

}  // namespace

std::span<const FormatRow> all_rows() {
  return kRows;
}

const FormatRow& row_of(Format format) {
  static constexpr FormatRow kNone;
  const auto* row =
      std::find_if(std::begin(kRows), std::end(kRows), [&](const FormatRow& r) { return r.format == format; });
  return row == std::end(kRows) ? kNone : *row;
}

bool codes_exactly(const FormatRow& row, const container::Header& facts, const Settings& settings) {
  if (settings.fidelity == Fidelity::lossless || row.lossy == Can::no) return true;
  return row.own_loss && !row.own_loss->takes(facts);
}

bool is_repack(const container::Header& facts, const Settings& settings) {
  const Repack* const repack = repack_of(settings.format);
  return repack != nullptr && repack->keeps_pixels(facts, settings) &&
         codes_exactly(row_of(settings.format), facts, settings);
}

bool can_read(const FormatRow& row) {
  return row.loader != nullptr && row.foreign == Can::yes && vips::has_operation(row.loader);
}

bool can_write(const FormatRow& row) {
  // What is written is opened again.
  if (row.loader == nullptr || !vips::has_operation(row.loader)) return false;
  if (row.encoder != nullptr) return true;
  return row.saver != nullptr && vips::has_operation(row.saver) && (row.saver_works == nullptr || row.saver_works());
}

Result<vips::ImagePtr> open_image(ByteView file, Format format, const vips::DecodeOptions& options) {
  const FormatRow& row = row_of(format);
  vips::Loader loader{.operation = row.loader, .format = row.name};
  if (row.images != Images::nothing) loader.images = vips::Loader::Images::all;
  if (row.loader_lends_profile == Can::yes) loader.profile = vips::Loader::Profile::lent;
  return row.open != nullptr ? row.open(file, loader, options) : vips::open_image(file, loader, options);
}

}  // namespace whittle::engine
