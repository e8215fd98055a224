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
  const Bytes input = test::encode_png(test::from_samples(bytes, kSide, kSide).get());
  const auto made = test::run(input, Format::png, test::lossy(Format::avif, 60));
  REQUIRE(made.ok());
  const auto shown = image::to_memory(image::open_image(made->bytes, Format::avif).value().get(), "the AVIF");
  REQUIRE(shown.ok());
  const VipsPel* const row = VIPS_IMAGE_ADDR(shown->get(), 0, kSide / 2);
  const auto bands = static_cast<std::size_t>((*shown)->Bands);
  for (std::size_t x = 20; x < 40; x += 2) CHECK(row[x * bands] > row[(x + 1) * bands] + 100);
}

TEST_CASE("alpha that hides nothing is left out of lossy files, other alpha is not") {
  const auto alpha_after = [](std::uint8_t last, Format format, engine::Settings settings) {
    std::vector<std::uint8_t> samples;
    for (int i = 0; i < 64 * 64 * 4; ++i) samples.push_back(static_cast<std::uint8_t>(i % 4 == 3 ? 255 : i / 64));
    samples.back() = last;
    const auto made = test::run(test::encode_png(test::from_samples(samples, 64, 64).get()), Format::png, settings);
    REQUIRE(made.ok());
    return vips_image_hasalpha(image::open_image(made->bytes, format).value().get()) != 0;
  };
  CHECK_FALSE(alpha_after(255, Format::avif, test::lossy(Format::avif, 60)));
  CHECK(alpha_after(254, Format::avif, test::lossy(Format::avif, 60)));
  CHECK_FALSE(alpha_after(255, Format::webp, test::lossy(Format::webp, 60)));
  CHECK(alpha_after(254, Format::webp, test::lossy(Format::webp, 60)));
}
