#include "image/decode.h"
#include "tests/support/catch.h"
#include "tests/support/test_images.h"

using namespace whittle;

TEST_CASE("AVIF keeps stripes of colour apart that have the same luma") {
  constexpr int kSide = 64;
  std::vector<std::uint8_t> bytes;
  for (int i = 0; i < kSide * kSide; ++i) {
    const bool red = i % 2 == 0;
    const std::uint8_t r = red ? 255 : 0, g = red ? 0 : 130;
    bytes.insert(bytes.end(), {r, g, 0});
  }
  const image::ImagePtr stripes(
      vips_image_new_from_memory_copy(bytes.data(), bytes.size(), kSide, kSide, 3, VIPS_FORMAT_UCHAR));
  const Bytes input = test::encode_png(stripes.get());
  const auto made = test::run(input, Format::png, test::lossy(Format::avif, 60));
  REQUIRE(made.ok());
  const auto shown = image::to_memory(image::open_image(made->bytes, Format::avif).value().get(), "the AVIF");
  REQUIRE(shown.ok());
  const VipsPel* const row = VIPS_IMAGE_ADDR(shown->get(), 0, kSide / 2);
  const auto bands = static_cast<std::size_t>((*shown)->Bands);
  for (std::size_t x = 20; x < 40; x += 2) CHECK(row[x * bands] > row[(x + 1) * bands] + 100);
}
