#include <limits>

#include "engine/formats.h"
#include "tests/support/catch.h"
#include "tests/support/test_images.h"
#include "vips/decode.h"

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
  const auto shown = vips::to_memory(engine::open_image(made->bytes, Format::avif).value().get(), "the AVIF");
  REQUIRE(shown.ok());
  const VipsPel* const row = VIPS_IMAGE_ADDR(shown->get(), 0, kSide / 2);
  const auto bands = static_cast<std::size_t>((*shown)->Bands);
  for (std::size_t x = 20; x < 40; x += 2) CHECK(row[x * bands] > row[(x + 1) * bands] + 100);
}

TEST_CASE("alpha that hides nothing is left out of a lossy AVIF, other alpha is not") {
  const auto keeps_alpha = [](auto last, int bands, const engine::Settings& settings) {
    constexpr auto kMaximum = std::numeric_limits<decltype(last)>::max();
    std::vector<decltype(last)> samples;
    for (int i = 0; i < 64 * 64 * bands; ++i) {
      samples.push_back(i % bands == bands - 1 ? kMaximum : static_cast<decltype(last)>(kMaximum / 80 * (i % 79)));
    }
    samples.back() = last;
    const auto made = test::run(test::encode_png(test::from_samples(samples, 64, 64).get()), Format::png, settings);
    REQUIRE(made.ok());
    return vips_image_hasalpha(engine::open_image(made->bytes, settings.format).value().get()) != 0;
  };
  const engine::Settings avif = test::lossy(Format::avif, 60);
  for (const int bands : {2, 4}) {
    CHECK_FALSE(keeps_alpha(std::uint8_t{0xFF}, bands, avif));
    CHECK(keeps_alpha(std::uint8_t{0xFE}, bands, avif));
    CHECK_FALSE(keeps_alpha(std::uint16_t{0xFFFF}, bands, avif));
    CHECK(keeps_alpha(std::uint16_t{0xF000}, bands, avif));
    CHECK(keeps_alpha(std::uint8_t{0xFF}, bands, test::lossless(Format::tiff)));
  }
}
