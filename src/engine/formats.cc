#include "engine/formats.h"

#include <algorithm>

#include "engine/formats/png_palette.h"

namespace whittle::engine {
namespace {

using enum Can;

constexpr FormatRow kRows[] = {
    // format, name, loader, saver, max side, depth, alpha, lossless, lossy, animation, grey, CMYK, profile, variants
    {Format::jpeg, "JPEG", "jpegload_buffer", "jpegsave_buffer", 65'500, 8, Alpha::none, no, yes, no, yes, yes, yes,
     jpeg_variants},
    {Format::png, "PNG", "pngload_buffer", "pngsave_buffer", 2'147'483'647, 16, Alpha::full, yes, yes, no, yes, no, yes,
     png_variants},
    {Format::webp, "WebP", "webpload_buffer", "webpsave_buffer", 16'383, 8, Alpha::full, yes, yes, yes, no, no, yes,
     webp_variants},
    {Format::gif, "GIF", "gifload_buffer", "gifsave_buffer", 65'535, 8, Alpha::binary, yes, yes, yes, no, no, no,
     gif_variants},
    {Format::avif, "AVIF", "heifload_buffer", "heifsave_buffer", 16'384, 12, Alpha::full, no, yes, no, no, no, yes,
     avif_variants},
    {Format::tiff, "TIFF", "tiffload_buffer", "tiffsave_buffer", 2'147'483'647, 32, Alpha::full, yes, no, no, yes, yes,
     yes, tiff_variants},
    {Format::jxl, "JPEG XL", "jxlload_buffer", "jxlsave_buffer", 1'073'741'823, 16, Alpha::full, yes, yes, no, yes, no,
     yes, jxl_variants},
};

// libvips 8.14 marks its JPEG XL loader as not fit for untrusted data; ours reads back what we have written, no more.
bool is_trusted_loader(Format format) {
  return format != Format::jxl;
}

}  // namespace

const FormatRow* find_row(Format format) {
  const auto* row =
      std::find_if(std::begin(kRows), std::end(kRows), [&](const FormatRow& r) { return r.format == format; });
  return row == std::end(kRows) ? nullptr : row;
}

bool codes_exactly(const FormatRow& row, const container::Header& facts, const Settings& settings) {
  if (settings.fidelity == Fidelity::lossless || row.lossy == Can::no) return true;
  return row.format == Format::png && !can_quantise(facts);
}

const char* name_of(Format format) {
  if (const FormatRow* row = find_row(format)) return row->name;
  return format == Format::heic ? "HEIC" : format == Format::svg ? "SVG" : "this format";
}

bool can_read(Format format) {
  const FormatRow* row = find_row(format);
  return row != nullptr && is_trusted_loader(format) && vips::has_operation(row->loader);
}

bool can_write(Format format) {
  const FormatRow* row = find_row(format);
  if (row == nullptr || !vips::has_operation(row->saver) || !vips::has_operation(row->loader)) return false;
  return format != Format::avif || vips::saves_avif();
}

}  // namespace whittle::engine
