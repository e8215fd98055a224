// Code points of an AVIF, in its boxes and in its AV1 stream.

#include "container/bmff/av1.h"
#include "container/bmff/bmff.h"
#include "tests/support/catch.h"
#include "tests/support/test_images.h"

using namespace whittle;
using container::CodePoints;
using container::StatedColours;

namespace {

Bytes encoded(int bands = 3) {
  return test::encode(test::make_image(40, 24, bands, test::Pattern::gradient).get(), "heifsave_buffer",
                      {{"compression", VIPS_FOREIGN_HEIF_COMPRESSION_AV1}, {"effort", 0}});
}

/// With all boxes of `type` under a name that nobody knows.
Bytes without(Bytes file, std::string_view type) {
  std::string text = test::as_string(file);
  for (std::size_t at = text.find(type); at != text.npos; at = text.find(type, at + 1)) file[at] = std::byte{'x'};
  return file;
}

}  // namespace

TEST_CASE("code points are put into an AVIF and read again, in boxes and stream") {
  for (const int bands : {3, 4}) {
    const Bytes plain = encoded(bands);
    CHECK(container::avif_colours(plain).kind == StatedColours::Kind::srgb);
    const auto made = container::avif_with_code_points(plain, {9, 16});
    REQUIRE(made.ok());
    CHECK(container::avif_colours(*made).code_points == CodePoints{9, 16});
    CHECK(container::avif_colours(*made).kind == StatedColours::Kind::code_points);
    CHECK(container::avif_colours(without(*made, "colr")).code_points == CodePoints{9, 16});
    CHECK(container::avif_matrix(*made) == container::avif_matrix(plain));
    CHECK(test::all_pixels(*made, Format::avif) == test::all_pixels(plain, Format::avif));
    const auto again = container::avif_with_code_points(*made, {12, 13});
    REQUIRE(again.ok());
    CHECK(again->size() == made->size());
    CHECK(container::avif_colours(*again).code_points == CodePoints{12, 13});
  }
}

TEST_CASE("light levels are taken over once") {
  Bytes source = *container::avif_with_code_points(encoded(), {9, 16});
  const Bytes made = *container::avif_with_light(source, source);
  CHECK(made == source);  // none to take
  // The box of code points becomes one of light levels, longer than they are.
  const std::size_t at = test::as_string(source).find("colrnclx") - 4;
  const Bytes light = test::box("clli", test::Writer().be16(1000).be16(400).fill(7).done());
  std::copy(light.begin(), light.end(), source.begin() + static_cast<std::ptrdiff_t>(at));
  const Bytes carried = *container::avif_with_light(encoded(), source);
  CHECK(test::contains(carried, "clli"));
  CHECK(*container::avif_with_light(carried, source) == carried);
  CHECK(test::all_pixels(carried, Format::avif) == test::all_pixels(encoded(), Format::avif));
}

TEST_CASE("light levels go from PNG into AVIF and back") {
  container::MetadataSource source;
  test::Writer display;
  for (const unsigned number : {35400u, 14600u, 8500u, 39850u, 6550u, 2300u, 15635u, 16450u}) display.be16(number);
  source.blobs.light = {display.be32(10'000'000).be32(50).done(),
                        test::Writer().be32(12'345'678).be32(4'000'000).done()};
  const auto without = container::avif_with_metadata(encoded(), source, {});  // no code points, no meaning
  CHECK_FALSE(test::contains(*without, "clli"));
  const auto made = container::avif_with_metadata(encoded(), source, {.code_points = CodePoints{9, 16}});
  REQUIRE(made.ok());
  container::MetadataBlobs read;
  container::complete_avif_blobs(*made, read);
  CHECK(read.light.display == source.blobs.light.display);
  CHECK(read.light.levels == test::Writer().be32(12'350'000).be32(4'000'000).done());  // whole cd/m2 in a box
  const std::size_t at = test::as_string(*made).find("mdcv");
  CHECK(be16(*made, at + 4) == 8500);  // green first
}

TEST_CASE("colours of a damaged AVIF are never read beyond its end") {
  const Bytes whole = *container::avif_with_code_points(encoded(4), {9, 16});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const ByteView part = ByteView(whole).first(size);
    (void)container::avif_colours(part);
    (void)container::avif_with_code_points(Bytes(part.begin(), part.end()), {9, 16});
    (void)container::read_av1_colour(part);
    (void)container::read_av1_colour(ByteView(whole).subspan(size));
  }
  for (std::size_t at = 0; at < std::min<std::size_t>(whole.size(), 500); ++at) {
    for (const unsigned value : {0u, 0x7Fu, 0xFFu}) {
      Bytes flipped = whole;
      flipped[at] = std::byte(value);
      (void)container::avif_colours(flipped);
      (void)container::avif_with_code_points(flipped, {12, 13});
      (void)container::avif_with_light(flipped, whole);
    }
  }
}
