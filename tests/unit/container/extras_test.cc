#include "container/extras.h"

#include "container/tail.h"
#include "tests/support/catch.h"
#include "tests/support/image_builders.h"

using namespace whittle;
using namespace std::string_view_literals;
using container::Extra;
using container::Extras;
using container::extras_by_content;
using test::joined;
using test::Writer;

namespace {

/// Samsung's trailer with one part of `type`.
Bytes samsung(unsigned type, std::string_view data) {
  const std::string_view name = "a name";
  const Bytes part = Writer().be16(0).le16(type).le32(name.size()).text(name).text(data).done();
  const Bytes directory =
      Writer().text("SEFH").le32(106).le32(1).le16(0).le16(type).le32(part.size()).le32(part.size()).done();
  return joined({part, directory, Writer().le32(directory.size()).text("SEFT").done()});
}

Bytes film() {
  return Writer().be32(24).text("ftypmp42").be32(0).text("isomxxxx").fill(40, 'V').text("\xFF\xD8\xFF\xE0").done();
}

Bytes mpf(std::initializer_list<std::uint32_t> types) {
  Writer w;
  w.text({"MPF\0", 4}).text("MM").be16(42).be32(8).be16(2);
  w.be16(0xB001).be16(4).be32(1).be32(types.size() + 1);
  w.be16(0xB002).be16(7).be32(16 * (types.size() + 1)).be32(8 + 2 + 24 + 4).be32(0);
  w.be32(0x030000).be32(300).be32(0).be32(0);
  for (const std::uint32_t type : types) w.be32(type).be32(100).be32(250).be32(0);
  return test::jpeg_segment(0xE2, w.done());
}

Extras jpeg(const test::JpegSpec& spec) {
  return container::find_extras(test::make_jpeg(spec), Format::jpeg);
}

}  // namespace

TEST_CASE("bytes behind a picture speak for themselves") {
  CHECK(extras_by_content({}) == 0);
  CHECK(extras_by_content(as_bytes("some maker's notes")) == 0);
  CHECK(extras_by_content(film()) == bit(Extra::film));  // what looks like a JPEG in it is none
  CHECK(extras_by_content(test::make_jpeg()) == bit(Extra::picture));
  CHECK(extras_by_content(as_bytes("RIFF\4\0\0\0WAVE"sv)) == bit(Extra::audio));
  CHECK(extras_by_content(joined({test::make_jpeg(), film()})) == (bit(Extra::picture) | bit(Extra::film)));
  const Bytes map =
      test::make_jpeg({.before_frame = test::jpeg_xmp("<x xmlns:h='http://ns.adobe.com/hdr-gain-map/1.0/'/>")});
  CHECK(extras_by_content(map) == bit(Extra::gain_map));
}

TEST_CASE("Samsung's directory says what its parts are") {
  CHECK(extras_by_content(samsung(0x0A30, "....ftyp")) == bit(Extra::film));
  CHECK(extras_by_content(samsung(0x0A01, "1700000000000")) == 0);  // the time: every photograph has it
  CHECK(extras_by_content(samsung(0x0AB1, "depths")) == bit(Extra::depth));
  CHECK(extras_by_content(samsung(0x0100, "sound")) == bit(Extra::audio));
  CHECK(extras_by_content(joined({film(), samsung(0x0A01, "1")})) == bit(Extra::film));
  const Bytes good = samsung(0x0A30, "a film");
  for (std::size_t i = 0; i < good.size(); ++i) {
    Bytes bad = good;
    bad[i] = std::byte{0xFF};
    (void)extras_by_content(bad);
    (void)extras_by_content(ByteView(good).subspan(i));
  }
}

TEST_CASE("a film may begin with its index, and films and sounds have other forms") {
  const Bytes index = Writer().be32(24).text("moov").be32(16).text("mvhd").fill(8, 'i').done();
  CHECK(extras_by_content(index) == bit(Extra::film));
  CHECK(extras_by_content(as_bytes("so he moved a moovie"sv)) == 0);
  CHECK(extras_by_content(as_bytes("\x1A\x45\xDF\xA3 and more"sv)) == bit(Extra::film));
  CHECK(extras_by_content(as_bytes("RIFF\x10\0\0\0AVI LIST"sv)) == bit(Extra::film));
  CHECK(extras_by_content(as_bytes("OggS\0\2"sv)) == bit(Extra::audio));
  CHECK(extras_by_content(as_bytes("\x89PNG\r\n\x1A\n"sv)) == bit(Extra::picture));
}

TEST_CASE("a Multi-Picture list says what its pictures are") {
  CHECK(jpeg({.before_frame = mpf({0x010001})}) == bit(Extra::preview));
  CHECK(jpeg({.before_frame = mpf({0x80010002})}) == bit(Extra::preview));  // with a flag: depends on the first
  CHECK(jpeg({.before_frame = mpf({0x010001, 0x050000})}) == (bit(Extra::preview) | bit(Extra::gain_map)));
  CHECK(jpeg({.before_frame = mpf({0x020002})}) == bit(Extra::picture));
  CHECK(jpeg({.before_frame = mpf({0})}) == bit(Extra::picture));
}

TEST_CASE("pictures that a list explains are not judged by their looks") {
  const Bytes preview = test::make_jpeg();
  const std::size_t size = test::make_jpeg({.before_frame = mpf({0x010001})}).size();
  Writer w;  // as mpf(), with places that are right: the segment begins at 2, so offsets count from 10
  w.text({"MPF\0", 4}).text("MM").be16(42).be32(8).be16(2);
  w.be16(0xB001).be16(4).be32(1).be32(2).be16(0xB002).be16(7).be32(32).be32(38).be32(0);
  w.be32(0x030000).be32(size).be32(0).be32(0).be32(0x010001).be32(preview.size()).be32(size - 10).be32(0);
  const Bytes segment = test::jpeg_segment(0xE2, w.done());
  CHECK(jpeg({.before_frame = segment, .trailer = preview}) == bit(Extra::preview));
  CHECK(jpeg({.before_frame = segment, .trailer = joined({preview, film()})}) ==
        (bit(Extra::preview) | bit(Extra::film)));
}

TEST_CASE("a gain map of a PNG is found on both sides of the pixels") {
  const Bytes map = test::png_chunk("gMAP", as_bytes("x"));
  CHECK(container::find_extras(test::make_png({.before_pixels = map}), Format::png) == bit(Extra::gain_map));
  CHECK(container::find_extras(test::make_png({.after_pixels = map}), Format::png) == bit(Extra::gain_map));
}

TEST_CASE("credentials are found in every container") {
  const Extras credentials = bit(Extra::credentials);
  const Bytes box = test::png_chunk("caBX", as_bytes("x")), signature = test::png_chunk("dSIG", as_bytes("x"));
  CHECK(container::find_extras(test::make_png({.before_pixels = box}), Format::png) == credentials);
  CHECK(container::find_extras(test::make_png({.after_pixels = signature}), Format::png) == credentials);
  const Bytes webp = test::make_extended_webp();
  const Bytes chunk = test::riff_chunk("C2PA", as_bytes("x"));
  const Bytes signed_webp = test::riff_file(joined({ByteView(webp).subspan(12), chunk}));
  CHECK(container::find_extras(signed_webp, Format::webp) == credentials);
  Bytes gif = test::make_gif();
  const Bytes application =
      Writer().u8(0x21).u8(0xFF).u8(11).text("C2PA_GIF").be16(0x0100).u8(0).u8(1).u8('x').u8(0).done();
  gif.insert(gif.end() - 1, application.begin(), application.end());
  CHECK(container::find_extras(gif, Format::gif) == credentials);
  const std::string_view id("\xD8\xFE\xC3\xD6\x1B\x0E\x48\x3C\x92\x97\x58\x28\x87\x7E\xC4\x81", 16);
  const Bytes avif = test::make_avif();
  CHECK(container::find_extras(joined({avif, test::box("uuid", as_bytes(id))}), Format::avif) == credentials);
  CHECK(container::find_extras(joined({avif, test::box("uuid", as_bytes("0123456789abcdef"))}), Format::avif) == 0);
  CHECK(container::extras_behind(joined({avif, test::box("mpvd", film())}), Format::avif) == bit(Extra::film));
  Bytes tiff = test::make_tiff();
  const std::string_view text(reinterpret_cast<const char*>(tiff.data()), tiff.size());
  const std::size_t last = text.rfind("\x53\x01\x03\x00"sv);  // SampleFormat, which may be left out
  REQUIRE(last != std::string_view::npos);
  CHECK(container::find_extras(tiff, Format::tiff) == 0);
  store_number(tiff, last, 52545, 2, std::endian::little);
  CHECK(container::find_extras(tiff, Format::tiff) == credentials);
}
