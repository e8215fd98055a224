#include "engine/search/content.h"

#include <random>

#include "tests/support/catch.h"
#include "tests/support/test_images.h"
#include "vips/decode.h"
#include "vips/equal.h"

using namespace whittle;
using engine::Content;
using engine::content_of;

namespace {

/// Rows of which the upper ones are of one colour, the others noise.
vips::ImagePtr half_flat(double flat) {
  constexpr int kSide = 200;
  std::mt19937 random(1);
  std::vector<std::uint8_t> bytes;
  for (int y = 0; y < kSide; ++y) {
    for (int i = 0; i < 3 * kSide; ++i) bytes.push_back(static_cast<std::uint8_t>(y < flat * kSide ? 180 : random()));
  }
  return test::from_samples(bytes, kSide, kSide);
}

}  // namespace

TEST_CASE("one colour is one of all pixels") {
  std::vector<std::uint8_t> samples;
  for (int i = 0; i < 7 * 5; ++i) samples.insert(samples.end(), {10, 20, 30});
  CHECK(engine::is_one_colour(test::from_samples(samples, 7, 5).get()));
  CHECK(engine::is_one_colour(test::from_samples(std::vector<std::uint8_t>{1, 2, 3}, 1, 1).get()));
  samples.back() = 31;
  CHECK_FALSE(engine::is_one_colour(test::from_samples(samples, 7, 5).get()));
}

TEST_CASE("a photograph may have a clear sky; a page is mostly flat") {
  CHECK(content_of(half_flat(0).get()) == Content::photo);
  CHECK(content_of(half_flat(0.45).get()) == Content::photo);
  CHECK(content_of(half_flat(0.6).get()) == Content::graphic);
  CHECK(content_of(half_flat(1).get()) == Content::graphic);
}

TEST_CASE("pixels that pass by once are measured like those in memory, and stay as they are") {
  for (const double flat : {0.0, 0.45, 0.6, 1.0}) {
    const vips::ImagePtr image = half_flat(flat);
    engine::ContentMeter meter;
    Result<vips::ImagePtr> watched = meter.watch(vips::share(image.get()));
    REQUIRE(watched.ok());
    CHECK(meter.content() == Content::photo);  // nothing is known yet
    const Result<vips::ImagePtr> read = vips::to_memory(watched->get(), "?");
    REQUIRE(read.ok());
    CHECK(meter.content() == content_of(image.get()));
    CHECK(vips::compare_images(image.get(), read->get()).ok());
  }
}
