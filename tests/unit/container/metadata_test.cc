#include "container/metadata.h"

#include "container/gif/gif.h"
#include "container/jpeg/jpeg.h"
#include "container/payload/iptc.h"
#include "container/png/png.h"
#include "container/webp/webp.h"
#include "container/xmp_room.h"
#include "tests/support/catch.h"
#include "tests/support/image_builders.h"
#include "tests/support/rich_files.h"

using namespace whittle;
using test::contains;
using test::kXmp;
using test::rich_jpeg;
using test::rich_png;
using test::small_jpeg;
using test::small_png;
using test::strip;
using test::text;

namespace {

const std::string_view kXmpWithGps = "<x:xmpmeta exif:GPSLatitude=\"52,31N\"/>";

}  // namespace

TEST_CASE("XMP with a place goes when places go") {
  CHECK(container::edited_xmp(as_bytes(kXmpWithGps), strip(bit(Metadata::gps))).empty());
  CHECK_FALSE(container::edited_xmp(as_bytes(kXmp), strip(bit(Metadata::gps))).empty());
}

TEST_CASE("what IPTC says goes into the XMP of formats without it, whatever becomes of other XMP") {
  const Bytes caption = test::Writer().u8(0x1C).u8(2).u8(120).be16(9).text("a caption").done();
  const Bytes city = test::Writer().u8(0x1C).u8(2).u8(90).be16(4).text("Rome").done();
  container::MetadataBlobs blobs;
  blobs.irb = test::concat({caption, city});
  blobs.iptc = container::MetadataBlobs::Iptc::in_xmp;
  const auto says = [&](MetadataSet stripped, std::string_view words) {
    return contains(container::edited(blobs, strip(stripped)).xmp, words);
  };
  for (const MetadataSet stripped : {MetadataSet{0}, bit(Metadata::xmp), kSafeStrip}) {
    const auto without_iptc = static_cast<MetadataSet>(stripped & ~bit(Metadata::iptc));
    CHECK(says(without_iptc, "a caption"));
    CHECK_FALSE(says(stripped | bit(Metadata::iptc), "a caption"));
  }
  CHECK(says(bit(Metadata::xmp), "Rome"));
  CHECK_FALSE(says(bit(Metadata::gps), "Rome"));
  CHECK(says(bit(Metadata::gps), "a caption"));
}

TEST_CASE("XMP that cannot be read is in the way of what would have to be added to it") {
  const Bytes caption = test::Writer().u8(0x1C).u8(2).u8(120).be16(9).text("a caption").done();
  const Bytes notice = test::Writer().u8(0x1C).u8(2).u8(116).be16(6).text("(c) me").done();
  const auto blobs_of = [](const Bytes& irb, std::string_view xmp, container::MetadataBlobs::Iptc iptc) {
    container::MetadataBlobs blobs;
    blobs.irb = irb;
    blobs.xmp = text(xmp);
    blobs.iptc = iptc;
    return blobs;
  };
  using enum container::MetadataBlobs::Iptc;
  constexpr std::string_view kWhole = "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'></r:RDF>",
                             kBroken = "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>";
  const auto takes = [&](const Bytes& irb, container::MetadataBlobs::Iptc iptc, MetadataSet stripped) {
    CHECK(container::check_room_in_xmp(blobs_of(irb, kWhole, iptc), strip(stripped)).ok());
    return container::check_room_in_xmp(blobs_of(irb, kBroken, iptc), strip(stripped)).ok();
  };
  for (const Bytes& irb : {caption, notice}) {
    CHECK_FALSE(takes(irb, in_xmp, 0));
    CHECK(takes(irb, in_xmp, bit(Metadata::xmp)));
    CHECK(takes(irb, in_xmp, kSafeStrip));
    CHECK(takes(irb, as_it_is, 0));
  }
  CHECK(takes({}, in_xmp, 0));
  CHECK(takes(caption, in_xmp, bit(Metadata::iptc)));
  CHECK_FALSE(takes(notice, as_it_is, bit(Metadata::iptc)));
  CHECK(takes(notice, in_xmp, bit(Metadata::copyright)));
  // Where it goes, whose the picture is can still be said.
  const container::MetadataBlobs without = container::edited(blobs_of(notice, kBroken, in_xmp), strip(kSafeStrip));
  CHECK(contains(without.xmp, "(c) me"));
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
