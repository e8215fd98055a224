#include "container/metadata.h"

#include "container/gif/gif.h"
#include "container/jpeg/jpeg.h"
#include "container/png/png.h"
#include "container/webp/webp.h"
#include "tests/support/catch.h"
#include "tests/support/test_images.h"

using namespace whittle;
using container::MetadataEdit;
using test::as_string;
using test::concat;
using test::contains;

namespace {

Bytes text(std::string_view value) {
  return concat({as_bytes(value)});
}
const std::string_view kXmp = "<x:xmpmeta><rdf:Description tiff:Orientation=\"6\" dc:title=\"t\"/></x:xmpmeta>";
const std::string_view kXmpWithGps = "<x:xmpmeta exif:GPSLatitude=\"52,31N\"/>";

Bytes small_png() {
  return test::encode_png(test::make_image(24, 24, 3, test::Pattern::gradient).get());
}
Bytes small_jpeg() {
  return test::encode_jpeg(test::make_image(24, 24, 3, test::Pattern::gradient).get());
}

Bytes rich_png() {
  const Bytes before = concat(
      {test::png_chunk("gAMA", text(std::string_view("\0\0\xB1\x8F", 4))),
       test::png_chunk("sBIT", text("\x08\x08\x08")),
       test::png_chunk("tEXt", text(std::string_view("Title\0a title", 13))),
       test::png_chunk("tEXt", text(std::string_view("Copyright\0me", 12))),
       test::png_chunk("iTXt", concat({as_bytes(std::string_view("XML:com.adobe.xmp\0\0\0\0\0", 22)), as_bytes(kXmp)})),
       test::png_chunk("eXIf", test::make_exif(6)), test::png_chunk("vpAg", text("private")),
       test::png_chunk("prVT", text("unsafe"))});
  const Bytes after = test::png_chunk("tIME", text(std::string_view("\x07\xE8\1\1\0\0\0", 7)));
  return test::insert_png_chunks(test::insert_png_chunks(small_png(), "IDAT", before), "IEND", after);
}

// 118 by 59 dots a centimetre.
Bytes jfif() {
  return test::jpeg_segment(0xE0, std::string_view("JFIF\0\1\1\2\0\x76\0\x3B\0\0", 14), {});
}

Bytes rich_jpeg() {
  return test::insert_jpeg_segments(
      small_jpeg(),
      concat({jfif(), test::jpeg_segment(0xE1, std::string_view("Exif\0\0", 6), test::make_exif(6)),
              test::jpeg_segment(0xE1, std::string_view("http://ns.adobe.com/xap/1.0/\0", 29), as_bytes(kXmp)),
              test::jpeg_segment(0xE2, std::string_view("ICC_PROFILE\0\1\1", 14), test::make_rgb_profile()),
              test::jpeg_segment(0xED, std::string_view("Photoshop 3.0\0", 14), text("8BIM iptc here")),
              test::jpeg_segment(0xEC, "Ducky", text("x")), test::jpeg_segment(0xEB, "JP", text("c2pa")),
              test::jpeg_segment(0xFE, "a comment", {})}));
}

Bytes carry_png(const MetadataEdit& edit) {
  const Bytes source = rich_png();
  auto out = container::png_with_metadata(small_png(), {source, {}}, edit);
  REQUIRE(out.ok());
  CHECK(test::decode_png(*out) == test::decode_png(source));
  return std::move(out).value();
}

Bytes carry_jpeg(const MetadataEdit& edit) {
  const Bytes source = rich_jpeg();
  auto out = container::jpeg_with_metadata(small_jpeg(), {source, {}}, edit);
  REQUIRE(out.ok());
  CHECK(test::decode_jpeg(*out).samples == test::decode_jpeg(source).samples);
  return std::move(out).value();
}

bool has(const Bytes& png, std::string_view type) {
  return !test::png_chunk_data(png, type).empty();
}
MetadataEdit strip(MetadataSet set) {
  MetadataEdit edit;
  edit.strip = set;
  return edit;
}

}  // namespace

TEST_CASE("PNG chunks are carried as they are, at legal places") {
  const Bytes out = carry_png({});
  CHECK(test::png_chunk_types(out) == std::vector<std::string>{"IHDR", "gAMA", "sBIT", "pHYs", "tEXt", "tEXt", "iTXt",
                                                               "eXIf", "vpAg", "IDAT", "tIME", "IEND"});
  CHECK(test::png_chunk_data(out, "eXIf") == test::make_exif(6));
  CHECK(contains(out, kXmp));
}

TEST_CASE("chunks that hang on the coding are dropped when it changes") {
  const Bytes source = rich_png();
  const Bytes grey = test::encode_png(test::make_image(24, 24, 1, test::Pattern::gradient).get());
  const auto out = container::png_with_metadata(grey, {source, {}}, {});
  REQUIRE(out.ok());
  CHECK_FALSE(has(*out, "sBIT"));
  CHECK(has(*out, "gAMA"));
}

TEST_CASE("each kind of PNG metadata is stripped by itself") {
  CHECK_FALSE(contains(carry_png(strip(bit(Metadata::exif))), "TestMaker"));
  CHECK(contains(carry_png(strip(bit(Metadata::exif))), "(c) Somebody"));
  CHECK_FALSE(contains(carry_png(strip(bit(Metadata::xmp))), "xmpmeta"));
  CHECK_FALSE(contains(carry_png(strip(bit(Metadata::thumb))), "THUMBNAIL"));
  const Bytes no_copyright = carry_png(strip(bit(Metadata::copyright)));
  CHECK_FALSE(contains(no_copyright, "Somebody"));
  CHECK_FALSE(contains(no_copyright, std::string_view("Copyright\0me", 12)));
  CHECK(contains(no_copyright, "a title"));
  const Bytes no_comment = carry_png(strip(bit(Metadata::comment)));
  CHECK_FALSE(contains(no_comment, "a title"));
  CHECK_FALSE(has(no_comment, "tIME"));
  CHECK_FALSE(has(no_comment, "vpAg"));
  CHECK(contains(no_comment, std::string_view("Copyright\0me", 12)));
}

TEST_CASE("a safe strip of a PNG leaves orientation, copyright and what decides how it looks") {
  const Bytes out = carry_png(strip(kSafeStrip));
  CHECK(test::png_chunk_types(out) ==
        std::vector<std::string>{"IHDR", "gAMA", "sBIT", "pHYs", "tEXt", "eXIf", "IDAT", "IEND"});
  CHECK(contains(out, std::string_view("Copyright\0me", 12)));
  CHECK(contains(out, "(c) Somebody"));
  CHECK_FALSE(contains(out, "TestMaker"));
  CHECK(carry_png(strip(kAllMetadata)).size() < out.size());
  CHECK(test::png_chunk_types(carry_png(strip(kAllMetadata))) ==
        std::vector<std::string>{"IHDR", "eXIf", "IDAT", "IEND"});  // gAMA said no more than sRGB
}

TEST_CASE("when the pixels have been turned, EXIF and XMP say so") {
  MetadataEdit edit;
  edit.orientation = std::uint8_t{1};
  edit.new_size = container::ExifEdit::Size{48, 64};
  const Bytes out = carry_png(edit);
  CHECK(contains(out, "tiff:Orientation=\"1\""));
  CHECK(u8(test::png_chunk_data(out, "eXIf"), 8 + 2 + 12 + 8) == 1);
  CHECK_FALSE(contains(out, "THUMBNAIL"));
}

TEST_CASE("XMP with a place goes when places go") {
  CHECK(container::edited_xmp(as_bytes(kXmpWithGps), strip(bit(Metadata::gps))).empty());
  CHECK_FALSE(container::edited_xmp(as_bytes(kXmp), strip(bit(Metadata::gps))).empty());
}

TEST_CASE("JPEG segments are carried in order, but not those that describe the old bytes") {
  const Bytes out = carry_jpeg({});
  CHECK(test::jpeg_payloads(out, 0xE1, std::string_view("Exif\0\0", 6)) == std::vector<Bytes>{test::make_exif(6)});
  CHECK(test::jpeg_payloads(out, 0xE1, "http://ns.adobe.com/xap/1.0/").size() == 1);
  CHECK(test::jpeg_payloads(out, 0xE2, std::string_view("ICC_PROFILE\0\1\1", 14)) ==
        std::vector<Bytes>{test::make_rgb_profile()});
  CHECK(test::jpeg_payloads(out, 0xED, "Photoshop").size() == 1);
  CHECK(test::jpeg_payloads(out, 0xEC, "Ducky").size() == 1);
  CHECK(test::jpeg_payloads(out, 0xEB, "").empty());
  CHECK(test::jpeg_payloads(out, 0xFE, "a comment").size() == 1);
  CHECK(test::jpeg_payloads(out, 0xE0, "JFIF").size() == 1);
}

TEST_CASE("each kind of JPEG metadata is stripped by itself") {
  CHECK_FALSE(contains(carry_jpeg(strip(bit(Metadata::xmp))), "xmpmeta"));
  CHECK_FALSE(contains(carry_jpeg(strip(bit(Metadata::iptc))), "8BIM"));
  CHECK_FALSE(contains(carry_jpeg(strip(bit(Metadata::comment))), "a comment"));
  CHECK_FALSE(contains(carry_jpeg(strip(bit(Metadata::comment))), "Ducky"));
  CHECK(contains(carry_jpeg(strip(bit(Metadata::icc))), "ICC_PROFILE"));  // only MetadataEdit::profile decides
  MetadataEdit dropped;
  dropped.profile = MetadataEdit::Profile::drop;
  CHECK_FALSE(contains(carry_jpeg(dropped), "ICC_PROFILE"));
  const Bytes safe = carry_jpeg(strip(kSafeStrip));
  CHECK(contains(safe, "ICC_PROFILE"));
  CHECK(contains(safe, "(c) Somebody"));
  for (const std::string_view gone : {"TestMaker", "xmpmeta", "8BIM", "a comment", "Ducky", "THUMB"})
    CHECK_FALSE(contains(safe, gone));
}

TEST_CASE("pixel density survives in JFIF, where the coding allows JFIF") {
  const Bytes out = carry_jpeg({});
  CHECK(contains(ByteView(out).first(20), std::string_view("JFIF\0\1\1\2\0\x76\0\x3B\0\0", 14)));
  const Bytes cmyk = test::encode_jpeg(test::make_cmyk(16, 16).get());
  const auto carried = container::jpeg_with_metadata(cmyk, {rich_jpeg(), {}}, {});
  REQUIRE(carried.ok());
  CHECK(test::jpeg_payloads(*carried, 0xE0, "JFIF").empty());
  CHECK(test::jpeg_payloads(*carried, 0xEE, "Adobe").size() == 1);
}

TEST_CASE("metadata crosses into each container and can be found there") {
  const container::MetadataBlobs blobs{test::make_rgb_profile(), test::make_exif(3), text(kXmp)};
  const auto jpeg = container::jpeg_with_metadata(small_jpeg(), {{}, blobs}, {});
  REQUIRE(jpeg.ok());
  CHECK(test::jpeg_payloads(*jpeg, 0xE1, std::string_view("Exif\0\0", 6)) == std::vector<Bytes>{blobs.exif});
  CHECK(test::jpeg_payloads(*jpeg, 0xE2, std::string_view("ICC_PROFILE\0\1\1", 14)) == std::vector<Bytes>{blobs.icc});
  CHECK(test::decode_jpeg(*jpeg).warnings == 0);

  const auto png = container::png_with_metadata(small_png(), {{}, blobs}, {});
  REQUIRE(png.ok());
  CHECK(test::png_chunk_data(*png, "eXIf") == blobs.exif);
  CHECK(contains(*png, kXmp));
  CHECK_NOTHROW(test::decode_png(*png));

  for (const int bands : {3, 4}) {
    const Bytes bare = test::encode_webp_lossless(test::make_image(31, 17, bands, test::Pattern::noise).get());
    const auto webp = container::webp_with_metadata(bare, {{}, blobs}, {});
    REQUIRE(webp.ok());
    CHECK(test::webp_chunk(*webp, "EXIF") == blobs.exif);
    CHECK(test::webp_chunk(*webp, "ICCP") == blobs.icc);
    CHECK(test::webp_chunk(*webp, "XMP ") == blobs.xmp);
    CHECK(test::all_pixels(*webp, Format::webp) == test::all_pixels(bare, Format::webp));
    CHECK(le32(*webp, 4) + 8 == webp->size());
  }
}

TEST_CASE("a big profile is split over JPEG segments") {
  container::MetadataBlobs blobs;
  blobs.icc.assign(150'000, std::byte{7});
  const auto jpeg = container::jpeg_with_metadata(small_jpeg(), {{}, blobs}, {});
  REQUIRE(jpeg.ok());
  const auto parts = test::jpeg_payloads(*jpeg, 0xE2, std::string_view("ICC_PROFILE\0", 12));
  REQUIRE(parts.size() == 3);
  std::size_t total = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(u8(parts[i], 0) == i + 1);
    CHECK(u8(parts[i], 1) == 3);
    total += parts[i].size() - 2;
  }
  CHECK(total == 150'000);
}

TEST_CASE("a WebP without metadata stays bare, one with unknown chunks keeps them") {
  const Bytes encoded = test::encode_webp_lossless(test::make_image(8, 8, 3, test::Pattern::noise).get());
  const Bytes bare = *container::webp_with_metadata(encoded, {{}, {}}, {});
  CHECK(as_string(bare).substr(12, 4) == "VP8L");
  CHECK(*container::webp_with_metadata(bare, {{}, {}}, {}) == bare);
  const Bytes unknown = concat({bare, as_bytes(std::string_view("ABCD\4\0\0\0data", 12))});
  const auto out = container::webp_with_metadata(bare, {unknown, {}}, {});
  REQUIRE(out.ok());
  CHECK(test::webp_chunk(*out, "ABCD") == text("data"));
  CHECK(*container::webp_with_metadata(bare, {unknown, {}}, strip(bit(Metadata::comment))) == bare);
}

TEST_CASE("GIF comments and applications are carried, looping is not doubled") {
  const Bytes film = test::encode_gif(test::make_film(32, 32, {100, 200}, 3).get());
  const std::string_view comment("\x21\xFE\x05hello\0", 9);
  const std::string_view application("\x21\xFF\x0BTESTAPPL1.0\x03xyz\0", 19);
  Bytes source = film;
  source.pop_back();
  source = concat({source, as_bytes(comment), as_bytes(application), as_bytes(";")});
  const auto out = container::gif_with_metadata(film, {source, {}}, {});
  REQUIRE(out.ok());
  CHECK(contains(*out, comment));
  CHECK(contains(*out, application));
  CHECK(as_string(*out).find("NETSCAPE2.0") == as_string(*out).rfind("NETSCAPE2.0"));
  CHECK(test::all_pixels(*out, Format::gif) == test::all_pixels(film, Format::gif));
  CHECK(*container::gif_with_metadata(film, {source, {}}, strip(kSafeStrip)) == film);
}

TEST_CASE("carrying metadata never reads beyond a damaged source") {
  const Bytes png = rich_png(), jpeg = rich_jpeg();
  for (std::size_t size = 0; size < png.size(); size += 3) {
    (void)container::png_with_metadata(small_png(), {ByteView(png).first(size), {}}, strip(kSafeStrip));
    (void)container::png_colours(ByteView(png).first(size));
  }
  for (std::size_t size = 0; size < jpeg.size(); size += 3) {
    (void)container::jpeg_with_metadata(small_jpeg(), {ByteView(jpeg).first(size), {}}, strip(kSafeStrip));
  }
  const Bytes webp = test::encode_webp_lossless(test::make_image(8, 8, 3, test::Pattern::noise).get());
  const Bytes gif = test::encode_gif(test::make_film(32, 32, {100, 200}, 3).get());
  for (std::size_t size = 0; size < webp.size(); ++size)
    (void)container::webp_with_metadata(ByteView(webp).first(size), {{}, {}}, {});
  for (std::size_t size = 0; size < gif.size(); ++size) {
    (void)container::gif_with_metadata(gif, {ByteView(gif).first(size), {}}, {});
    (void)container::gif_with_metadata(ByteView(gif).first(size), {gif, {}}, {});
  }
  CHECK_FALSE(container::png_with_metadata(as_bytes("nonsense"), {}, {}).ok());
  CHECK_FALSE(container::jpeg_with_metadata(as_bytes("nonsense"), {}, {}).ok());
  CHECK_FALSE(container::webp_with_metadata(as_bytes("nonsense"), {}, {}).ok());
  CHECK_FALSE(container::gif_with_metadata(as_bytes("nonsense"), {}, {}).ok());
}
