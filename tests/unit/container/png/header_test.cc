#include "container/header.h"

#include "tests/support/catch.h"
#include "tests/support/container_checks.h"
#include "tests/support/image_builders.h"
#include "tests/support/png_files.h"
#include "tests/support/strict_source.h"

using namespace whittle::test;
using namespace whittle;
using container::Coding;
using container::Has;
using container::Header;

TEST_CASE("PNG: every colour type and depth") {
  struct Case {
    unsigned colour, depth;
    container::Colour expected;
    Has alpha;
  };
  for (const Case& c : {Case{0, 1, container::Colour::grey, Has::no}, Case{0, 16, container::Colour::grey, Has::no},
                        Case{2, 8, container::Colour::rgb, Has::no}, Case{2, 16, container::Colour::rgb, Has::no},
                        Case{3, 2, container::Colour::palette, Has::no}, Case{4, 8, container::Colour::grey, Has::yes},
                        Case{6, 16, container::Colour::rgb, Has::yes}}) {
    PngSpec spec{
        .width = 33, .height = 7, .depth = c.depth, .colour = c.colour, .before_pixels = {}, .after_pixels = {}};
    if (c.colour == 3) spec.before_pixels = png_palette(4);
    const Header h = header_of(make_png(spec), Format::png);
    CHECK(h.width == 33);
    CHECK(h.height == 7);
    CHECK(h.depth == c.depth);
    CHECK(h.colour == c.expected);
    CHECK(h.alpha == c.alpha);
    CHECK(h.coding == Coding::lossless);
    CHECK(h.apng == Has::no);
  }
}

TEST_CASE("PNG: chunks before the pixels") {
  const auto with = [](const Bytes& chunks) { return header_of(make_png({.before_pixels = chunks}), Format::png); };
  CHECK(with(png_chunk("tRNS", Writer().fill(6).done())).alpha == Has::yes);
  CHECK(with(png_chunk("eXIf", exif_block(7, Order::little))).orientation == 7);
  CHECK(header_of(make_png({.interlace = 1}), Format::png).interlaced == Has::yes);
  const Header apng = header_of(make_apng(5), Format::png);
  CHECK(apng.apng == Has::yes);
  CHECK(apng.frames == 5);
  CHECK(header_of(make_apng(1), Format::png).apng == Has::yes);
  for (const Bytes& data : {Writer().be64(0).done(), Writer().be32(1).done()}) {  // of no frames, of a wrong length
    CHECK(header_of(make_png({.before_pixels = png_chunk("acTL", data)}), Format::png).apng == Has::no);
  }
}

TEST_CASE("PNG: a transparency that does not count is none") {
  const auto alpha = [](const Bytes& before, const Bytes& after = {}) {
    return header_of(make_png({.before_pixels = before, .after_pixels = after}), Format::png).alpha;
  };
  CHECK(alpha(png_chunk("tRNS", Writer().fill(5).done())) == Has::no);
  CHECK(alpha({}, png_chunk("tRNS", Writer().fill(6).done())) == Has::no);
}

TEST_CASE("PNG: the orientation, wherever the file says it") {
  const auto with = [](const Bytes& before, const Bytes& after = {}) {
    return header_of(make_png({.before_pixels = before, .after_pixels = after}), Format::png).orientation;
  };
  const Bytes exif = png_chunk("eXIf", exif_block(7));
  CHECK(with({}, exif) == 7);
  CHECK(with(png_chunk("eXIf", exif_block(3)), exif) == 3);
  for (const std::string_view kind : {"exif", "APP1"}) {
    for (const std::string_view type : {"tEXt", "zTXt", "iTXt"}) {
      INFO(type << ", " << kind);
      const Bytes text = raw_exif_text(type, kind, exif_block(6));
      CHECK(with(text) == 6);
      CHECK(with({}, text) == 6);
      CHECK(with(joined({text, exif})) == 7);
    }
  }
  CHECK(with(joined({png_chunk("eXIf", as_bytes("Exif")), exif})) == 7);
  CHECK(with(raw_exif_text("zTXt", "xmp", exif_block(6))) == 1);
  const Bytes byte = png_chunk("orNT", Writer().u8(8).done());
  CHECK(with(byte) == 8);
  CHECK(with(joined({byte, exif})) == 7);
  CHECK(with(png_chunk("orNT", Writer().u8(9).done())) == 1);
}

TEST_CASE("PNG: what cannot be") {
  const auto reason = [](const PngSpec& spec) { return reason_of(make_png(spec), Format::png); };
  CHECK(reason({.width = 0}) == Reason::corrupt);
  CHECK(reason({.height = 0}) == Reason::corrupt);
  CHECK(reason({.depth = 4, .colour = 2}) == Reason::corrupt);
  CHECK(reason({.depth = 16, .colour = 3}) == Reason::corrupt);
  CHECK(reason({.before_pixels = png_chunk("acTL", Writer().be32(0x80000000).be32(0).done())}) == Reason::corrupt);
  CHECK(reason({.before_pixels = png_chunk("IEND", {})}) == Reason::corrupt);
  CHECK(reason({.before_pixels = Writer().be32(0x80000000).text("tEXt").done()}) == Reason::corrupt);
  CHECK(reason({.before_pixels = Writer().be32(0x7FFFFFFF).text("tEXt").done()}) == Reason::truncated);
  Bytes apple = make_png();
  const Bytes cgbi = png_chunk("CgBI", Writer().be32(0x50002002).done());
  apple.insert(apple.begin() + 8, cgbi.begin(), cgbi.end());
  CHECK(reason_of(apple, Format::png) == Reason::unsupported_format);
}
