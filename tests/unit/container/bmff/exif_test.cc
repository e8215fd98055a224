// The EXIF item of an AVIF: put in byte for byte, and found again.

#include "container/bmff/bmff.h"
#include "tests/support/catch.h"
#include "tests/support/test_images.h"

using namespace whittle;

namespace {

Bytes encoded(int bands) {
  return test::encode(test::make_image(40, 24, bands, test::Pattern::gradient).get(), "heifsave_buffer",
                      {{"compression", VIPS_FOREIGN_HEIF_COMPRESSION_AV1}, {"effort", 0}, {"strip", 1}});
}

}  // namespace

TEST_CASE("EXIF is put into an AVIF as it is") {
  const Bytes block = test::make_exif(6);
  for (const int bands : {3, 4}) {  // with alpha there are references between items already
    const Bytes plain = encoded(bands);
    CHECK(container::avif_exif(plain).empty());
    const auto made = container::avif_with_exif(plain, block);
    REQUIRE(made.ok());
    CHECK(container::avif_exif(*made) == block);
    CHECK(container::check_bmff(*made).ok());
    CHECK(container::bmff_picture_end(*made) == made->size());
    CHECK(test::all_pixels(*made, Format::avif) == test::all_pixels(plain, Format::avif));
    const auto coloured = container::avif_with_code_points(*made, {9, 16});  // which moves the items again
    REQUIRE(coloured.ok());
    CHECK(container::avif_exif(*coloured) == block);
  }
}

TEST_CASE("an AVIF gets the EXIF that is to stay, once") {
  const container::MetadataSource source{{}, {.icc = {}, .exif = test::make_exif(1), .xmp = {}}};
  const auto made = container::avif_with_metadata(encoded(3), source, {});
  REQUIRE(made.ok());
  CHECK(container::avif_exif(*made) == test::make_exif(1));
  CHECK(*container::avif_with_metadata(*made, source, {}) == *made);
  // Of a source of its own format it is the source's item.
  const auto own = container::avif_with_metadata(encoded(3), {*made, {}}, {});
  REQUIRE(own.ok());
  CHECK(container::avif_exif(*own) == test::make_exif(1));
  const auto stripped = container::avif_with_metadata(encoded(3), {*made, {}}, {.strip = kAllMetadata});
  REQUIRE(stripped.ok());
  CHECK(container::avif_exif(*stripped).empty());
}

TEST_CASE("EXIF of a damaged AVIF is never read beyond its end") {
  const Bytes whole = *container::avif_with_exif(encoded(4), test::make_exif(6));
  for (std::size_t size = 0; size < whole.size(); size += 3) {
    const ByteView part = ByteView(whole).first(size);
    (void)container::avif_exif(part);
    (void)container::avif_with_exif(Bytes(part.begin(), part.end()), test::make_exif(6));
  }
  for (std::size_t at = 0; at < std::min<std::size_t>(whole.size(), 500); ++at) {
    for (const unsigned value : {0u, 0x7Fu, 0xFFu}) {
      Bytes damaged = whole;
      damaged[at] = static_cast<std::byte>(value);
      (void)container::avif_exif(damaged);
      (void)container::avif_with_exif(damaged, test::make_exif(6));
    }
  }
}
