#include "vips/equal.h"

#include <limits>

#include "tests/support/catch.h"
#include "tests/support/test_images.h"
#include "vips/decode.h"

using namespace whittle;
using test::make_image;
using test::Pattern;
using vips::compare_images;
using vips::ImagePtr;

namespace {

ImagePtr convert(VipsImage* in, const char* operation, const char* argument, int value) {
  vips::Operation op(operation);
  op.set("in", in);
  op.set(argument, value);
  REQUIRE(op.run());
  auto memory = vips::to_memory(op.image().get(), "pixels");
  REQUIRE(memory.ok());
  return std::move(memory).value();
}

}  // namespace

TEST_CASE("equal images are equal whatever their layout") {
  for (const int bands : {1, 2, 3, 4}) {
    const ImagePtr a = make_image(40, 70, bands, Pattern::noise);
    CHECK(compare_images(a.get(), make_image(40, 70, bands, Pattern::noise).get()).ok());
  }
  const ImagePtr grey = make_image(40, 70, 1, Pattern::noise);
  const ImagePtr rgb = convert(grey.get(), "colourspace", "space", VIPS_INTERPRETATION_sRGB);
  CHECK(compare_images(grey.get(), rgb.get()).ok());
  vips::Operation add("bandjoin_const");
  add.set("in", rgb.get());
  add.set("c", std::vector<double>{255});
  REQUIRE(add.run());
  CHECK(compare_images(grey.get(), add.image().get()).ok());
}

TEST_CASE("8 bits equal 16 bits only where both bytes are alike") {
  const ImagePtr deep = make_image(16, 16, 3, Pattern::blocks, 16);  // multiples of 4369
  const ImagePtr shallow = make_image(16, 16, 3, Pattern::blocks, 8);
  CHECK(compare_images(deep.get(), shallow.get()).ok());
  CHECK_FALSE(
      compare_images(make_image(16, 16, 3, Pattern::noise, 16).get(), make_image(16, 16, 3, Pattern::noise, 8).get())
          .ok());
}

TEST_CASE("a single sample makes a difference, also under alpha 0, and the message names its place") {
  const ImagePtr a = make_image(50, 90, 4, Pattern::noise);
  for (const auto& [x, y, band] : {std::tuple{0, 0, 0}, {49, 89, 3}, {10, 33, 1}}) {  // x divisible by 5: alpha 0
    const ImagePtr b = make_image(50, 90, 4, Pattern::noise);
    VIPS_IMAGE_ADDR(b.get(), x, y)[band] ^= 1;
    const Status status = compare_images(a.get(), b.get());
    REQUIRE_FALSE(status.ok());
    CHECK(status.error().reason == Reason::verification_failed);
    CHECK(status.error().message.find("pixel " + std::to_string(x) + "," + std::to_string(y)) != std::string::npos);
  }
}

TEST_CASE("another size, colour space or depth is another image") {
  const ImagePtr a = make_image(20, 20, 4, Pattern::blocks);
  CHECK_FALSE(compare_images(a.get(), make_image(20, 21, 4, Pattern::blocks).get()).ok());
  CHECK_FALSE(compare_images(a.get(), make_image(21, 20, 4, Pattern::blocks).get()).ok());
  CHECK_FALSE(compare_images(a.get(), test::make_cmyk(20, 20).get()).ok());
  CHECK(compare_images(test::make_cmyk(20, 20).get(), test::make_cmyk(20, 20).get()).ok());
}

TEST_CASE("films are equal frame by frame") {
  const std::vector<int> delays{100, 50, 0};
  const ImagePtr a = test::make_film(32, 32, delays, 3);
  CHECK(compare_images(a.get(), test::make_film(32, 32, delays, 3).get()).ok());
  CHECK_FALSE(compare_images(a.get(), test::make_film(32, 32, {100, 50}, 3).get()).ok());
  CHECK_FALSE(compare_images(a.get(), test::make_film(32, 32, delays, 3, {0, 2, 1}).get()).ok());
}

TEST_CASE("alpha is binary when every sample is") {
  CHECK(vips::has_binary_alpha(make_image(32, 8, 3, Pattern::noise).get()));
  CHECK(vips::has_binary_alpha(make_image(32, 8, 4, Pattern::blocks).get()));
  CHECK_FALSE(vips::has_binary_alpha(make_image(32, 8, 4, Pattern::noise).get()));
  CHECK(vips::has_binary_alpha(make_image(32, 8, 4, Pattern::blocks, 16).get()));
  CHECK_FALSE(vips::has_binary_alpha(make_image(32, 8, 4, Pattern::noise, 16).get()));
}

TEMPLATE_TEST_CASE("an image is opaque when every alpha sample is the maximum", WHITTLE_TEST_TAG, std::uint8_t,
                   std::uint16_t) {
  constexpr auto kMaximum = std::numeric_limits<TestType>::max();
  std::vector<TestType> samples(32 * 8 * 4, kMaximum);
  samples.front() = 0;
  CHECK(vips::is_opaque(test::from_samples(samples, 32, 8).get()));
  samples.back() = kMaximum - 1;
  CHECK_FALSE(vips::is_opaque(test::from_samples(samples, 32, 8).get()));
  samples.resize(32 * 8 * 3);
  CHECK(vips::is_opaque(test::from_samples(samples, 32, 8).get()));
}
