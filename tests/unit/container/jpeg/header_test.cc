#include "container/header.h"

#include "tests/support/catch.h"
#include "tests/support/container_checks.h"
#include "tests/support/image_builders.h"
#include "tests/support/strict_source.h"

using namespace whittle::test;
using namespace whittle;
using container::Coding;
using container::Has;
using container::Header;

TEST_CASE("JPEG: the frame header") {
  Header h = header_of(make_jpeg({.width = 300, .height = 200}), Format::jpeg);
  CHECK(h.width == 300);
  CHECK(h.height == 200);
  CHECK(h.frames == 1);
  CHECK(h.depth == 8);
  CHECK(h.colour == container::Colour::rgb);
  CHECK(h.coding == Coding::lossy);
  CHECK(h.orientation == 1);
  CHECK(h.extras == 0);
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
}

TEST_CASE("JPEG: what is announced behind the picture") {
  using container::Extra;
  const auto extras = [](const Bytes& segment) {
    return header_of(make_jpeg({.before_frame = segment}), Format::jpeg).extras;
  };
  const auto by_xmp = [&](std::string_view packet) { return extras(jpeg_xmp(packet)); };
  CHECK(extras(jpeg_mpf(2)) == bit(Extra::picture));  // a list that is not there
  CHECK(extras(jpeg_mpf(1)) == 0);
  CHECK(extras(jpeg_segment(0xE2, as_bytes({"ICC_PROFILE\0\1\1", 14}))) == 0);
  CHECK(extras(jpeg_segment(0xE2, as_bytes({"urn:iso:std:iso:ts:21496:-1\0", 28}))) == bit(Extra::gain_map));
  CHECK(by_xmp("xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\"") == bit(Extra::gain_map));
  CHECK(by_xmp("<d Item:Semantic='GainMap'/>") == bit(Extra::gain_map));
  CHECK(by_xmp("<d GCamera:MotionPhoto=\"1\"/>") == bit(Extra::film));
  CHECK(by_xmp("<GCamera:MicroVideo>1</GCamera:MicroVideo>") == bit(Extra::film));
  CHECK(by_xmp("<d GCamera:MotionPhoto=\"0\" GCamera:MotionPhotoVersion=\"1\"/>") == 0);
  CHECK(by_xmp("<d GDepth:Format='RangeInverse' GAudio:Mime='audio/mp4'/>") == (bit(Extra::depth) | bit(Extra::audio)));
  CHECK(by_xmp("<dc:title>GCamera</dc:title>") == 0);
  const std::string_view box("JP\0\1\0\0\0\1\0\0\0\x10jumb", 16);
  CHECK(extras(jpeg_segment(0xEB, as_bytes(box))) == bit(Extra::credentials));
  CHECK(extras(jpeg_segment(0xEB, as_bytes("JP of another kind"))) == 0);
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
  CHECK(reason_of(make_jpeg({.before_frame = Writer().be16(0xFFDB).be16(1).done()}), Format::jpeg) == Reason::corrupt);
  CHECK(reason_of(make_jpeg({.before_frame = Writer().be16(0xFFF7).be16(8).fill(6).done()}), Format::jpeg) ==
        Reason::unsupported_format);
  CHECK(reason_of(Writer().be32(0xFFD8FFD9).done(), Format::jpeg) == Reason::corrupt);
}
