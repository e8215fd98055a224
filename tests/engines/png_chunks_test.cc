// Every ancillary chunk at every place, twice, damaged and of a wrong length: what libpng says about the file is the
// same after a rewrite, or the file is left alone.

#include <png.h>

#include <cstring>
#include <map>
#include <random>
#include <set>
#include <stdexcept>

#include "container/integrity.h"
#include "tests/support/catch.h"
#include "tests/support/png_files.h"
#include "tests/support/test_images.h"

using namespace whittle;
using test::PngPicture;

namespace {

/// What a reader that uses libpng can learn: values as text, by chunk.
struct Report {
  std::map<std::string, std::string> said;
  std::vector<std::uint16_t> rgba;
  bool operator==(const Report&) const = default;
};

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
  const std::map<std::string, std::size_t> sizes = {{"cICP", 4}, {"mDCV", 24}, {"cLLI", 8}, {"sTER", 1}};
  png_unknown_chunkp unknown = nullptr;
  const int n = png_get_unknown_chunks(png, info, &unknown);
  for (int i = 0; i < n; ++i) {
    const std::string type(reinterpret_cast<const char*>(unknown[i].name), 4);
    const bool anywhere = type == "vpAg" || (type == "sTER" && (unknown[i].location & PNG_AFTER_IDAT) == 0);
    if (!anywhere && unknown[i].location != PNG_HAVE_IHDR) continue;
    if (sizes.count(type) != 0 && sizes.at(type) != unknown[i].size) continue;
    said[type] = std::string(reinterpret_cast<const char*>(unknown[i].data), unknown[i].size);
  }
}

Report report(ByteView file) {
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
  Report out;
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

PngPicture picture_of(int colour, int depth, bool reducible) {
  PngPicture picture{.width = 20, .height = 17, .colour = colour, .depth = depth};
  std::mt19937 random(static_cast<unsigned>(colour * 100 + depth));
  const unsigned top = (1U << depth) - 1;
  for (std::size_t i = 0; i < std::size_t{20} * 17; ++i) {
    for (unsigned c = 0; c < picture.channels(); ++c) {
      const unsigned value = reducible ? (i / 5 % 4) * (top / 3) : random() & top;
      picture.samples.push_back(static_cast<std::uint16_t>(value));
    }
  }
  if (colour == 3) {
    for (std::uint32_t i = 0; i < std::min(1U << depth, 200U); ++i)
      picture.palette.push_back(0xFF000000 | i * 0x030507);
    for (auto& sample : picture.samples) sample = static_cast<std::uint16_t>(sample % picture.palette.size());
  }
  return picture;
}

Bytes profile_chunk(const Bytes& profile) {
  return test::Writer().text(std::string_view("p\0\0", 3)).bytes(test::zlib_stored(profile)).done();
}

/// Good data of every chunk for a picture of that kind.
std::map<std::string, Bytes> all_chunks(const PngPicture& picture) {
  using test::Writer;
  const bool grey = picture.colour == 0 || picture.colour == 4, indexed = picture.colour == 3;
  std::map<std::string, Bytes> chunks = {
      {"gAMA", Writer().be32(100000).done()},
      {"cHRM",
       Writer().be32(31270).be32(32900).be32(70000).be32(30000).be32(20000).be32(70000).be32(15000).be32(5000).done()},
      {"sRGB", Writer().u8(1).done()},
      {"iCCP", profile_chunk(grey ? test::make_grey_profile() : test::make_rgb_profile())},
      {"cICP", Writer().u8(9).u8(16).u8(0).u8(1).done()},
      {"mDCV", Writer().fill(24, 7).done()},
      {"cLLI", Writer().fill(8, 7).done()},
      {"pHYs", Writer().be32(3000).be32(3000).u8(1).done()},
      {"oFFs", Writer().be32(3).be32(4).u8(0).done()},
      {"pCAL", Writer()
                   .text(std::string_view("cal\0", 4))
                   .be32(0)
                   .be32(255)
                   .u8(0)
                   .u8(2)
                   .text(std::string_view("m\0"
                                          "0\0"
                                          "1",
                                          5))
                   .done()},
      {"sCAL", Writer()
                   .u8(1)
                   .text(std::string_view("1.5\0"
                                          "2.5",
                                          7))
                   .done()},
      {"sPLT", Writer().text(std::string_view("pal\0", 4)).u8(8).u8(1).u8(2).u8(3).u8(255).be16(9).done()},
      {"sTER", Writer().u8(1).done()},
      {"tIME", Writer().be16(2024).u8(2).u8(3).u8(4).u8(5).u8(6).done()},
      {"eXIf", test::exif_block(6)},
      {"tEXt", Writer().text(std::string_view("Title\0abc", 9)).done()},
      {"vpAg", Writer().be32(20).be32(17).u8(0).done()},
  };
  const unsigned depth = indexed ? 8 : static_cast<unsigned>(picture.depth);
  chunks["sBIT"] = Writer().fill(indexed ? 3 : picture.channels(), depth).done();
  chunks["bKGD"] = indexed ? Writer().u8(1).done()
                   : grey  ? Writer().be16(1).done()
                           : Writer().be16(1).be16(1).be16(1).done();
  if (indexed) {
    chunks["hIST"] = Writer().fill(2 * picture.palette.size(), 1).done();
    chunks["tRNS"] = Writer().fill(picture.palette.size(), 100).done();
  } else if (picture.colour == 0 || picture.colour == 2) {
    chunks["tRNS"] = Writer().fill(grey ? 2 : 6).done();
  }
  return chunks;
}

/// `chunk` at a place: "PLTE", "IDAT" or "IEND", which it precedes.
Bytes with(const Bytes& file, std::string_view before, const Bytes& chunk) {
  const auto types = test::png_chunk_types(file);
  const bool there = std::find(types.begin(), types.end(), before) != types.end();
  return test::insert_png_chunks(file, there ? before : "IDAT", chunk);
}

/// Why whittle leaves the file alone; none when what it makes of it says the same to libpng.
Reason treated(const Bytes& input) {
  if (const Status whole = container::check_integrity(input, Format::png); !whole.ok()) return whole.error().reason;
  const engine::Settings quick = engine::with(test::lossless(Format::png), &engine::Settings::effort, 1);
  const auto output = test::run(input, Format::png, quick);
  if (!output.ok()) return output.error().reason;
  const Report before = report(input), after = report(output->bytes);
  CHECK(before.said == after.said);
  CHECK(before.rgba == after.rgba);
  return Reason::none;
}

const std::pair<int, int> kKinds[] = {{0, 2}, {0, 8}, {0, 16}, {2, 8}, {2, 16}, {3, 2}, {3, 8}, {4, 8}, {6, 8}};

template <typename Visit>
void for_all(const Visit& visit) {
  for (const auto& [colour, depth] : kKinds) {
    for (const bool reducible : {false, true}) {
      const PngPicture picture = picture_of(colour, depth, reducible);
      const Bytes file = test::write_png(picture);
      for (const auto& [type, data] : all_chunks(picture)) {
        INFO("colour type " << colour << ", " << depth << " bits, " << (reducible ? "reducible" : "noise") << ", "
                            << type);
        visit(file, type, data);
      }
    }
  }
}

}  // namespace

TEST_CASE("PNG chunks: at any place a chunk says what it said") {
  for_all([](const Bytes& file, const std::string& type, const Bytes& data) {
    for (const std::string_view place : {"PLTE", "IDAT", "IEND"}) {
      INFO("before " << place);
      CHECK(treated(with(file, place, test::png_chunk(type, data))) == Reason::none);
    }
  });
}

TEST_CASE("PNG chunks: of a wrong length") {
  for_all([](const Bytes& file, const std::string& type, const Bytes& data) {
    Bytes longer = data;
    longer.push_back(std::byte{1});
    const ByteView shorter = ByteView(data).first(data.size() - 1);
    for (const ByteView wrong : {ByteView(longer), shorter, ByteView{}}) {
      INFO(wrong.size() << " bytes instead of " << data.size());
      for (const std::string_view place : {"PLTE", "IDAT"}) {
        CHECK(treated(with(file, place, test::png_chunk(type, wrong))) == Reason::none);
      }
    }
  });
}

TEST_CASE("PNG chunks: twice") {
  const std::set<std::string> disputed = {"gAMA", "cHRM", "sRGB", "iCCP", "cICP"};
  for_all([&](const Bytes& file, const std::string& type, const Bytes& data) {
    const Bytes chunk = test::png_chunk(type, data);
    const Reason reason = treated(with(with(file, "PLTE", chunk), "PLTE", chunk));
    CHECK(reason == (disputed.count(type) != 0 ? Reason::unsupported : Reason::none));
    CHECK(treated(with(with(file, "IDAT", chunk), "IDAT", chunk)) != Reason::corrupt);
    CHECK(treated(with(with(file, "PLTE", chunk), "IEND", chunk)) == Reason::none);
  });
}

TEST_CASE("PNG chunks: two of colour, in either order") {
  const std::string types[] = {"gAMA", "cHRM", "sRGB", "iCCP", "cICP"};
  for (const int colour : {0, 2, 3}) {
    const PngPicture picture = picture_of(colour, 8, true);
    const Bytes file = test::write_png(picture);
    const auto chunks = all_chunks(picture);
    for (const std::string& first : types) {
      for (const std::string& second : types) {
        if (first == second) continue;
        INFO(first << ", " << second << ", colour type " << colour);
        Bytes input = with(file, "PLTE", test::png_chunk(first, chunks.at(first)));
        input = with(input, "PLTE", test::png_chunk(second, chunks.at(second)));
        CHECK(treated(input) == Reason::none);
      }
    }
  }
}

TEST_CASE("PNG chunks: a wrong checksum is damage") {
  for_all([](const Bytes& file, const std::string& type, const Bytes& data) {
    Bytes chunk = test::png_chunk(type, data);
    chunk.back() ^= std::byte{1};
    CHECK(treated(with(file, "IDAT", chunk)) == Reason::corrupt);
  });
}

TEST_CASE("PNG chunks: values that cannot be") {
  const Bytes rgb = test::write_png(picture_of(2, 8, true)), grey = test::write_png(picture_of(0, 2, false)),
              indexed = test::write_png(picture_of(3, 2, false));
  using test::Writer;
  const auto chunk = [](std::string_view type, const Writer& data) { return test::png_chunk(type, data.done()); };
  for (const auto& [file, wrong] : {std::pair{rgb, chunk("sBIT", Writer().u8(0).u8(9).u8(8))},
                                    {rgb, chunk("gAMA", Writer().be32(0))},
                                    {rgb, chunk("sRGB", Writer().u8(9))},
                                    {rgb, chunk("cHRM", Writer().fill(32, 255))},
                                    {rgb, chunk("bKGD", Writer().be16(300).be16(0).be16(0))},
                                    {grey, chunk("bKGD", Writer().be16(4))},
                                    {indexed, chunk("bKGD", Writer().u8(4))},
                                    {rgb, chunk("eXIf", Writer().text("no EXIF"))},
                                    {rgb, chunk("iCCP", Writer().text(std::string_view("p\0\0", 3)).fill(40, 9))},
                                    {rgb, test::png_chunk("iCCP", profile_chunk(test::make_grey_profile()))},
                                    {grey, test::png_chunk("iCCP", profile_chunk(test::make_rgb_profile()))}}) {
    INFO(test::as_string(ByteView(wrong).subspan(4, 4)));
    CHECK(treated(with(file, "PLTE", wrong)) == Reason::none);
    // What an invalid chunk of colour does to others is a matter of versions; it stays where it is.
    const Bytes gamma = test::png_chunk("gAMA", Writer().be32(100000).done());
    CHECK(treated(with(with(file, "PLTE", wrong), "IDAT", gamma)) != Reason::corrupt);
  }
}

TEST_CASE("PNG chunks: a private one that depends on the coding goes only when it is stripped") {
  const Bytes layers = test::png_chunk("mkBF", test::Writer().fill(3000, 7).done());
  const Bytes gain_map = test::png_chunk("gMAP", test::Writer().fill(30, 7).done());
  for (const std::string_view place : {"IDAT", "IEND"}) {
    const Bytes input = with(test::write_png(picture_of(2, 8, true)), place, layers);
    for (const auto& settings : {test::lossless(Format::png), test::lossy(Format::png), test::lossless(Format::webp)}) {
      const auto left = test::run(input, Format::png, settings);
      REQUIRE_FALSE(left.ok());
      CHECK(left.error().reason == Reason::unsupported);
      CHECK(left.error().message.find("mkBF") != std::string::npos);
      for (const MetadataSet strip : {kSafeStrip, kAllMetadata, bit(Metadata::comment)}) {
        const auto stripped = test::run(input, Format::png, engine::with(settings, &engine::Settings::strip, strip));
        REQUIRE(stripped.ok());
        CHECK_FALSE(test::contains(stripped->bytes, "mkBF"));
      }
    }
    const Bytes hdr = with(test::write_png(picture_of(2, 8, true)), place, gain_map);
    const auto settings = test::lossless(Format::png);
    for (const MetadataSet strip : {MetadataSet{0}, kSafeStrip}) {
      const auto left = test::run(hdr, Format::png, engine::with(settings, &engine::Settings::strip, strip));
      REQUIRE_FALSE(left.ok());
      CHECK(left.error().reason == Reason::gain_map);
    }
    CHECK(test::run(hdr, Format::png, engine::with(settings, &engine::Settings::strip, kAllMetadata)).ok());
  }
}

TEST_CASE("PNG: what libpng reads with a warning is read like that, and the result has nothing to warn of") {
  using test::Writer;
  const Bytes indexed = test::write_png(picture_of(3, 2, false)), rgb = test::write_png(picture_of(2, 8, true)),
              grey = test::write_png(picture_of(0, 8, false));
  const Bytes palette = test::png_chunk_data(indexed, "PLTE");
  const auto replaced = [](const Bytes& file, std::string_view type, const Bytes& chunk) {
    const auto at = static_cast<std::ptrdiff_t>(test::as_string(file).find(type)) - 4;
    Bytes out = file;
    const std::size_t size = be32(file, static_cast<std::size_t>(at)) + 12;
    out.erase(out.begin() + at, out.begin() + at + static_cast<std::ptrdiff_t>(size));
    out.insert(out.begin() + at, chunk.begin(), chunk.end());
    return out;
  };
  const auto rows_of = [](PngPicture picture, unsigned more) {
    picture.height += more;
    picture.samples.resize(picture.samples.size() + std::size_t{more} * picture.width * picture.channels());
    return test::png_chunk("IDAT", test::idat_of(test::write_png(picture)));
  };
  const Bytes behind = test::concat({ByteView(test::idat_of(rgb)), Writer().fill(9, 5).done()});
  const std::pair<const char*, Bytes> files[] = {
      {"palette longer than the depth allows",
       replaced(indexed, "PLTE", test::png_chunk("PLTE", test::concat({palette, Writer().fill(30, 1).done()})))},
      {"transparency longer than the palette",
       with(indexed, "IDAT", test::png_chunk("tRNS", Writer().fill(9, 1).done()))},
      {"transparency before the palette", with(indexed, "PLTE", test::png_chunk("tRNS", Writer().fill(2, 1).done()))},
      {"transparency too long for grey", with(grey, "IDAT", test::png_chunk("tRNS", Writer().fill(4).done()))},
      {"palette in grey", with(grey, "IDAT", test::png_chunk("PLTE", palette))},
      {"two rows too many", replaced(rgb, "IDAT", rows_of(picture_of(2, 8, true), 2))},
      {"bytes behind the stream", replaced(rgb, "IDAT", test::png_chunk("IDAT", behind))},
      {"more IDAT behind other chunks",
       with(with(rgb, "IEND", test::png_chunk("tEXt", as_bytes(std::string_view("a\0b", 3)))), "IEND",
            test::png_chunk("IDAT", Writer().fill(9, 5).done()))},
      {"indices beyond the palette", replaced(indexed, "PLTE", test::png_chunk("PLTE", ByteView(palette).first(6)))},
      {"IEND with data", replaced(rgb, "IEND", test::png_chunk("IEND", Writer().fill(3).done()))},
  };
  for (const auto& [what, input] : files) {
    INFO(what);
    CHECK(treated(input) == Reason::none);
    const auto made = test::run(input, Format::png, test::lossless(Format::png));
    REQUIRE(made.ok());
    const auto again = container::check_integrity(made->bytes, Format::png);
    CHECK(again.ok());
    const auto webp = test::run(input, Format::png, test::lossless(Format::webp));
    if (!webp.ok()) UNSCOPED_INFO(webp.error().message);
    CHECK(webp.ok());
  }
  // Far more than the picture is left alone.
  CHECK(treated(replaced(rgb, "IDAT", rows_of(picture_of(2, 8, true), 100'000))) == Reason::corrupt);
}

TEST_CASE("PNG: an orientation that a text says is kept or applied") {
  PngPicture picture = picture_of(2, 8, true);
  const Bytes plain = test::write_png(picture);
  for (const std::string_view type : {"tEXt", "zTXt", "iTXt"}) {
    for (const std::string_view place : {"IDAT", "IEND"}) {
      INFO(type << " before " << place);
      const Bytes text = test::raw_exif_text(type, "exif", test::make_exif(6));
      const Bytes input = with(plain, place, text);
      const auto settings = test::lossless(Format::png);
      const auto kept = test::run(input, Format::png, settings);
      REQUIRE(kept.ok());
      CHECK(test::contains(kept->bytes, "Raw profile type exif"));
      CHECK(test::facts_of(kept->bytes, Format::png).orientation == 6);

      const auto stripped = test::run(input, Format::png, engine::with(settings, &engine::Settings::strip, kSafeStrip));
      REQUIRE(stripped.ok());
      CHECK_FALSE(test::contains(stripped->bytes, "Raw profile"));
      CHECK(test::facts_of(stripped->bytes, Format::png).orientation == 6);
      CHECK(test::contains(test::png_chunk_data(stripped->bytes, "eXIf"), "(c) Somebody"));

      const auto small =
          test::run(input, Format::png, engine::with(settings, &engine::Settings::resize, Resize{.width = 9}));
      REQUIRE(small.ok());
      const container::Header facts = test::facts_of(small->bytes, Format::png);
      CHECK(facts.orientation == 1);
      CHECK(facts.width == 9);
      CHECK(facts.height > facts.width);

      const auto webp = test::run(input, Format::png, test::lossless(Format::webp));
      REQUIRE(webp.ok());
      const container::Header turned = test::facts_of(webp->bytes, Format::webp);
      CHECK(turned.width == picture.height);
      CHECK(turned.height == picture.width);
      CHECK(turned.orientation == 1);
    }
  }
}
