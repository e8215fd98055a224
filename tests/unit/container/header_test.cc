// Headers of JPEG, PNG, WebP and GIF.
#include "container/header.h"

#include "tests/support/catch.h"
#include "tests/support/image_builders.h"
#include "tests/support/strict_source.h"

using namespace whittle;
using namespace whittle::test;
using container::Coding;
using container::Has;
using container::Header;

namespace {

Result<Header> parse(const Bytes& bytes, Format format) {
  StrictSource source(bytes);
  return container::read_header(source, format);
}

Header header_of(const Bytes& bytes, Format format) {
  Result<Header> header = parse(bytes, format);
  if (!header.ok()) FAIL(header.error().message);
  CHECK(header->format == format);
  return *header;
}

Reason reason_of(const Bytes& bytes, Format format) {
  const Result<Header> header = parse(bytes, format);
  return header.ok() ? Reason::none : header.error().reason;
}

}  // namespace

TEST_CASE("JPEG: the frame header") {
  Header h = header_of(make_jpeg({.width = 300, .height = 200}), Format::jpeg);
  CHECK(h.width == 300);
  CHECK(h.height == 200);
  CHECK(h.frames == 1);
  CHECK(h.depth == 8);
  CHECK(h.colour == container::Colour::rgb);
  CHECK(h.coding == Coding::lossy);
  CHECK(h.orientation == 1);
  CHECK(h.gain_map == Has::no);
  CHECK(h.unusual_coding == Has::no);
  CHECK(header_of(make_jpeg({.components = 1}), Format::jpeg).colour == container::Colour::grey);
  CHECK(header_of(make_jpeg({.components = 4}), Format::jpeg).colour == container::Colour::cmyk);
  CHECK(header_of(make_jpeg({.components = 2}), Format::jpeg).colour == container::Colour::other);
}

TEST_CASE("JPEG: what kind of coding") {
  CHECK(header_of(make_jpeg({.sof = 0xC2}), Format::jpeg).interlaced == Has::yes);
  CHECK(header_of(make_jpeg({.sof = 0xC0}), Format::jpeg).interlaced == Has::no);
  CHECK(header_of(make_jpeg({.sof = 0xC9}), Format::jpeg).arithmetic == Has::yes);
  CHECK(header_of(make_jpeg({.sof = 0xCA}), Format::jpeg).arithmetic == Has::yes);
  CHECK(header_of(make_jpeg({.sof = 0xCA}), Format::jpeg).interlaced == Has::yes);
  const Header twelve = header_of(make_jpeg({.sof = 0xC1, .precision = 12}), Format::jpeg);
  CHECK(twelve.depth == 12);
  CHECK(twelve.unusual_coding == Has::yes);
  CHECK(twelve.colour == container::Colour::rgb);
  const Header lossless = header_of(make_jpeg({.sof = 0xC3}), Format::jpeg);
  CHECK(lossless.coding == Coding::lossless);
  CHECK(lossless.unusual_coding == Has::yes);
  CHECK(header_of(make_jpeg({.sof = 0xC5}), Format::jpeg).unusual_coding == Has::yes);
}

TEST_CASE("JPEG: orientation, gain maps and motion photos") {
  const auto with = [](const Bytes& segment) { return header_of(make_jpeg({.before_frame = segment}), Format::jpeg); };
  for (unsigned orientation = 1; orientation <= 8; ++orientation) {
    CHECK(with(jpeg_exif(orientation)).orientation == orientation);
  }
  CHECK(with(jpeg_exif(0)).orientation == 1);
  CHECK(with(jpeg_exif(9)).orientation == 1);
  CHECK(with(jpeg_segment(0xE1, as_bytes({"Exif\0\0MM", 8}))).orientation == 1);  // malformed EXIF is no defect
  CHECK(with(jpeg_mpf(2)).gain_map == Has::yes);
  CHECK(with(jpeg_mpf(1)).gain_map == Has::no);
  CHECK(with(jpeg_segment(0xE2, as_bytes({"ICC_PROFILE\0\1\1", 14}))).gain_map == Has::no);
  CHECK(with(jpeg_xmp("xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\"")).gain_map == Has::yes);
  CHECK(with(jpeg_xmp("<d GCamera:MotionPhoto=\"1\"/>")).gain_map == Has::yes);
  CHECK(with(jpeg_xmp("<GCamera:MicroVideo>1</GCamera:MicroVideo>")).gain_map == Has::yes);
  CHECK(with(jpeg_xmp("<d GCamera:MotionPhoto=\"0\" GCamera:MotionPhotoVersion=\"1\"/>")).gain_map == Has::no);
  CHECK(with(jpeg_xmp("<dc:title>GCamera</dc:title>")).gain_map == Has::no);
}

TEST_CASE("JPEG: far segments, fill bytes, and what cannot be") {
  Writer far;
  for (int i = 0; i < 40; ++i) far.bytes(jpeg_segment(0xE7, Writer().fill(65533).done()));
  far.u8(0xFF).u8(0xFF).bytes(jpeg_exif(6));
  const Bytes file = make_jpeg({.before_frame = far.done()});
  StrictSource source(file);
  const Result<Header> h = container::read_header(source, Format::jpeg);
  REQUIRE(h.ok());
  CHECK(h->orientation == 6);
  CHECK(source.reads <= 45);  // a page at a time: payloads are not read
  CHECK(source.largest <= 8192);

  CHECK(reason_of(make_jpeg({.width = 0}), Format::jpeg) == Reason::corrupt);
  CHECK(reason_of(make_jpeg({.height = 0}), Format::jpeg) == Reason::corrupt);
  CHECK(reason_of(make_jpeg({.precision = 7}), Format::jpeg) == Reason::corrupt);
  CHECK(reason_of(make_jpeg({.before_frame = Writer().u8(0).done()}), Format::jpeg) == Reason::corrupt);
  CHECK(reason_of(make_jpeg({.before_frame = Writer().be16(0xFFE0).be16(1).done()}), Format::jpeg) == Reason::corrupt);
  CHECK(reason_of(make_jpeg({.before_frame = Writer().be16(0xFFF7).be16(8).fill(6).done()}), Format::jpeg) ==
        Reason::unsupported_format);
  CHECK(reason_of(Writer().be32(0xFFD8FFD9).done(), Format::jpeg) == Reason::corrupt);
}

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
}

TEST_CASE("PNG: what cannot be") {
  const auto reason = [](const PngSpec& spec) { return reason_of(make_png(spec), Format::png); };
  CHECK(reason({.width = 0}) == Reason::corrupt);
  CHECK(reason({.height = 0}) == Reason::corrupt);
  CHECK(reason({.depth = 4, .colour = 2}) == Reason::corrupt);
  CHECK(reason({.depth = 16, .colour = 3}) == Reason::corrupt);
  CHECK(reason({.before_pixels = png_chunk("acTL", Writer().be64(0).done())}) == Reason::corrupt);
  CHECK(reason({.before_pixels = png_chunk("IEND", {})}) == Reason::corrupt);
  CHECK(reason({.before_pixels = Writer().be32(0x80000000).text("tEXt").done()}) == Reason::corrupt);
  CHECK(reason({.before_pixels = Writer().be32(0x7FFFFFFF).text("tEXt").done()}) == Reason::truncated);
  Bytes apple = make_png();
  const Bytes cgbi = png_chunk("CgBI", Writer().be32(0x50002002).done());
  apple.insert(apple.begin() + 8, cgbi.begin(), cgbi.end());
  CHECK(reason_of(apple, Format::png) == Reason::unsupported_format);
}

TEST_CASE("WebP: simple files") {
  const Header lossy = header_of(make_webp(WebpCoding::lossy, 123, 45), Format::webp);
  CHECK(lossy.width == 123);
  CHECK(lossy.height == 45);
  CHECK(lossy.coding == Coding::lossy);
  CHECK(lossy.alpha == Has::no);
  const Header lossless = header_of(make_webp(WebpCoding::lossless, 16384, 1, true), Format::webp);
  CHECK(lossless.width == 16384);
  CHECK(lossless.height == 1);
  CHECK(lossless.coding == Coding::lossless);
  CHECK(lossless.alpha == Has::yes);
  CHECK(reason_of(make_webp(WebpCoding::lossy, 0, 5), Format::webp) == Reason::corrupt);
}

TEST_CASE("WebP: extended files") {
  const Header still = header_of(make_extended_webp({.orientation = 6}), Format::webp);
  CHECK(still.frames == 1);
  CHECK(still.orientation == 6);
  CHECK(still.coding == Coding::lossless);
  WebpSpec spec;
  spec.frames = {WebpCoding::lossless, WebpCoding::lossless, WebpCoding::lossless};
  CHECK(header_of(make_extended_webp(spec), Format::webp).frames == 3);
  CHECK(header_of(make_extended_webp(spec), Format::webp).coding == Coding::lossless);
  spec.frames[1] = WebpCoding::lossy;
  CHECK(header_of(make_extended_webp(spec), Format::webp).coding == Coding::lossy);
  spec.alpha = true;
  CHECK(header_of(make_extended_webp(spec), Format::webp).alpha == Has::yes);
  const Bytes empty = riff_file(riff_chunk("VP8X", Writer().fill(10).done()));
  CHECK(reason_of(empty, Format::webp) == Reason::corrupt);
}

TEST_CASE("GIF: frames are counted") {
  const Header still = header_of(make_gif({.width = 20, .height = 30}), Format::gif);
  CHECK(still.width == 20);
  CHECK(still.height == 30);
  CHECK(still.frames == 1);
  CHECK(still.colour == container::Colour::palette);
  CHECK(still.alpha == Has::no);
  const Header moving = header_of(make_gif({.frames = 12, .transparent = true, .interlaced = true}), Format::gif);
  CHECK(moving.frames == 12);
  CHECK(moving.alpha == Has::yes);
  CHECK(moving.interlaced == Has::yes);
  CHECK(reason_of(make_gif({.width = 0}), Format::gif) == Reason::corrupt);
  CHECK(reason_of(make_gif({.frames = 0}), Format::gif) == Reason::corrupt);
}

TEST_CASE("The header of a usual file costs one read") {
  for (const Sample& sample : samples()) {
    const bool usual =
        sample.name.starts_with("png") || sample.name.starts_with("jpeg") || sample.name.starts_with("webp");
    if (!usual) continue;
    INFO(sample.name);
    // Large pixels behind the header must not matter.
    Bytes file = sample.bytes;
    if (!sample.name.starts_with("webp")) file.resize(file.size() + 1'000'000);
    StrictSource source(file);
    const Format format = sample.name.starts_with("png")    ? Format::png
                          : sample.name.starts_with("jpeg") ? Format::jpeg
                                                            : Format::webp;
    CHECK(container::read_header(source, format).ok());
    CHECK(source.reads == 1);
    CHECK(source.largest == 4096);
  }
}

TEST_CASE("pixels() does not overflow") {
  Header h;
  h.width = h.height = 0x7FFFFFFF;
  h.frames = 0x7FFFFFFF;
  CHECK(h.pixels() == UINT64_MAX);
  h.frames = 2;
  CHECK(h.pixels() == 2 * (std::uint64_t{0x7FFFFFFF} * 0x7FFFFFFF));
  h.frames = 0;
  CHECK(h.pixels() == 0);
}

TEST_CASE("Formats without a header parser say so") {
  CHECK(reason_of(make_png(), Format::svg) == Reason::unsupported_format);
  CHECK(reason_of(make_png(), Format::unknown) == Reason::unsupported_format);
}
