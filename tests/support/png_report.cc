#include "tests/support/png_report.h"

#include <png.h>

#include <cstring>
#include <stdexcept>

#include "container/integrity.h"
#include "tests/support/test_images.h"

namespace whittle::test {
namespace {

template <typename... Values>
std::string text_of(const Values&... values) {
  std::string out;
  ((out += std::to_string(values) + " "), ...);
  return out;
}

void report_colours(png_structp png, png_infop info, std::map<std::string, std::string>& said) {
  png_fixed_point gamma = 0, n[8] = {};
  int intent = 0, method = 0;
  png_charp name = nullptr;
  png_bytep profile = nullptr;
  png_uint_32 size = 0;
  png_color_8p bits = nullptr;
  if (png_get_gAMA_fixed(png, info, &gamma) != 0) said["gAMA"] = text_of(gamma);
  if (png_get_cHRM_fixed(png, info, n, n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, n + 7) != 0)
    said["cHRM"] = text_of(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]);
  if (png_get_sRGB(png, info, &intent) != 0) said["sRGB"] = text_of(intent);
  if (png_get_iCCP(png, info, &name, &method, &profile, &size) != 0)
    said["iCCP"] = std::string(reinterpret_cast<const char*>(profile), size);
  if (png_get_sBIT(png, info, &bits) != 0) said["sBIT"] = "";  // rewritten for another colour type
}

/// As 16-bit RGB, whatever the colour type.
void report_background(png_structp png, png_infop info, std::map<std::string, std::string>& said) {
  png_color_16p colour = nullptr;
  if (png_get_bKGD(png, info, &colour) == 0) return;
  const unsigned depth = png_get_bit_depth(png, info);
  const int type = png_get_color_type(png, info);
  const unsigned scale = type == PNG_COLOR_TYPE_PALETTE ? 257 : 65535 / ((1U << depth) - 1);
  said["bKGD"] = text_of(colour->red * scale, colour->green * scale, colour->blue * scale);
}

void report_layout(png_structp png, png_infop info, std::map<std::string, std::string>& said) {
  png_uint_32 x = 0, y = 0;
  png_int_32 left = 0, top = 0, zero = 0, full = 0;
  int unit = 0, kind = 0, count = 0;
  png_charp purpose = nullptr, units = nullptr;
  png_charpp parameters = nullptr;
  double width = 0, height = 0;
  png_sPLT_tp palettes = nullptr;
  if (png_get_pHYs(png, info, &x, &y, &unit) != 0) said["pHYs"] = text_of(x, y, unit);
  if (png_get_oFFs(png, info, &left, &top, &unit) != 0) said["oFFs"] = text_of(left, top, unit);
  if (png_get_pCAL(png, info, &purpose, &zero, &full, &kind, &count, &units, &parameters) != 0) said["pCAL"] = purpose;
  if (png_get_sCAL(png, info, &unit, &width, &height) != 0) said["sCAL"] = text_of(unit, width, height);
  if (const int n = png_get_sPLT(png, info, &palettes); n > 0) said["sPLT"] = text_of(n);
}

void report_others(png_structp png, png_infop info, png_infop end, std::map<std::string, std::string>& said) {
  png_timep time = nullptr;
  png_bytep exif = nullptr;
  png_uint_32 size = 0;
  png_uint_16p counts = nullptr;
  for (png_infop each : {end, info}) {
    if (png_get_tIME(png, each, &time) != 0) said["tIME"] = text_of(time->year, time->month, time->day);
    if (png_get_eXIf_1(png, each, &size, &exif) != 0)
      said["eXIf"] = std::string(reinterpret_cast<const char*>(exif), size);
    png_textp texts = nullptr;
    int n = 0;
    png_get_text(png, each, &texts, &n);
    for (int i = 0; i < n; ++i) said["text"] += std::string(texts[i].key) + "=" + texts[i].text + "\n";
  }
  // Of the types with a palette alone: a suggested one goes, and its histogram with it.
  if (png_get_color_type(png, info) == PNG_COLOR_TYPE_PALETTE && png_get_hIST(png, info, &counts) != 0)
    said["hIST"] = "";
  // libpng may be too old for these: where and how long they have to be, as the specification says.
  const std::map<std::string, std::size_t> sizes = {{"cICP", 4}, {"mDCV", 24}, {"cLLI", 8}, {"sTER", 1}, {"acTL", 8}};
  png_unknown_chunkp unknown = nullptr;
  const int n = png_get_unknown_chunks(png, info, &unknown);
  for (int i = 0; i < n; ++i) {
    const std::string type(reinterpret_cast<const char*>(unknown[i].name), 4);
    const bool anywhere = type == "vpAg" || (type == "sTER" && (unknown[i].location & PNG_AFTER_IDAT) == 0);
    if (!anywhere && unknown[i].location != PNG_HAVE_IHDR) continue;
    if (sizes.count(type) != 0 && sizes.at(type) != unknown[i].size) continue;
    if (type == "acTL" && be32({reinterpret_cast<const std::byte*>(unknown[i].data), 8}, 0) == 0)
      continue;  // no frames
    said[type] = std::string(reinterpret_cast<const char*>(unknown[i].data), unknown[i].size);
  }
}

}  // namespace

PngReport png_report(ByteView file) {
  struct Reader {
    ByteView rest;
    static void read(png_structp png, png_bytep out, png_size_t size) {
      auto* self = static_cast<Reader*>(png_get_io_ptr(png));
      if (size > self->rest.size()) png_error(png, "end of data");
      std::memcpy(out, self->rest.data(), size);
      self->rest = self->rest.subspan(size);
    }
  } reader{file};
  const auto fail = [](png_structp, png_const_charp message) {
    throw std::runtime_error(std::string("libpng: ") + message);
  };
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, fail, [](png_structp, png_const_charp) {});
  png_infop info = png_create_info_struct(png), end = png_create_info_struct(png);
  PngReport out;
  try {
    png_set_read_fn(png, &reader, Reader::read);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_ALWAYS, nullptr, 0);
    png_read_info(png, info);
    report_colours(png, info, out.said);
    report_background(png, info, out.said);
    report_layout(png, info, out.said);
    png_set_expand_16(png);
    png_set_gray_to_rgb(png);
    png_set_add_alpha(png, 0xFFFF, PNG_FILLER_AFTER);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    const std::size_t width = png_get_image_width(png, info), height = png_get_image_height(png, info);
    out.rgba.resize(width * height * 4);
    std::vector<png_bytep> rows;
    for (std::size_t y = 0; y < height; ++y)
      rows.push_back(reinterpret_cast<png_bytep>(out.rgba.data() + y * width * 4));
    png_read_image(png, rows.data());
    png_read_end(png, end);
    report_others(png, info, end, out.said);
  } catch (...) {
    png_destroy_read_struct(&png, &info, &end);
    throw;
  }
  png_destroy_read_struct(&png, &info, &end);
  return out;
}

Reason png_treatment(const Bytes& file) {
  if (const Status whole = container::check_integrity(file, Format::png); !whole.ok()) return whole.error().reason;
  const engine::Settings quick = engine::with(lossless(Format::png), &engine::Settings::effort, 1);
  MemorySource source(file);
  const Result<container::Header> facts = container::read_header(source, Format::png);
  if (!facts.ok()) return facts.error().reason;
  const auto output = run(file, *facts, quick);
  if (!output.ok()) return output.error().reason;
  const PngReport before = png_report(file), after = png_report(output->bytes);
  return before.said == after.said && before.rgba == after.rgba ? Reason::none : Reason::verification_failed;
}

}  // namespace whittle::test
