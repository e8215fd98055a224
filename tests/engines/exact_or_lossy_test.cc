// Formats that can be exact under a quality: drawings come out the smaller way, photographs are not even tried.

#include "container/metadata.h"
#include "tests/support/catch.h"
#include "tests/support/painted.h"
#include "tests/support/test_images.h"

using namespace whittle;
using test::lossy;
using test::make_image;
using test::Pattern;

namespace {

engine::Candidate must(Result<engine::Candidate> result) {
  if (!result.ok()) FAIL(result.error().message);
  return std::move(result).value();
}

engine::Candidate to_webp(const Bytes& png, const engine::Settings& settings) {
  return must(test::run(png, Format::png, settings));
}

Bytes drawing(int width = 200, int height = 160) {
  return test::encode_png(make_image(width, height, 3, Pattern::blocks).get());
}

Bytes photograph() {
  const jpeg::Raster raster = test::painted(200, 160, 3);
  return test::encode_png(test::from_samples(raster.samples, raster.width, raster.height).get());
}

engine::Settings only_lossy_size(const Bytes& png) {
  engine::Settings settings = lossy(Format::webp, 95);
  settings.loss = engine::Loss::to_fit;
  settings.max_bytes = png.size() * 4;
  return settings;
}

}  // namespace

TEST_CASE("a drawing is exact where that is smaller") {
  const Bytes png = drawing();
  const engine::Candidate chosen = to_webp(png, lossy(Format::webp, 80));
  CHECK(chosen.is_exact());
  CHECK(test::all_pixels(chosen.bytes, Format::webp) == test::all_pixels(png, Format::png));
  CHECK(chosen.bytes == to_webp(png, test::lossless(Format::webp)).bytes);
  CHECK_FALSE(container::read_mark(chosen.bytes, Format::webp));
}

TEST_CASE("a drawing of many pixels is tried by a sample first") {
  CHECK(to_webp(drawing(800, 600), lossy(Format::webp, 80)).is_exact());
  // Flat for the most part, so a drawing at a glance; but what is left would cost more exact.
  constexpr int kSide = 800;
  const jpeg::Raster photo = test::painted(kSide, kSide, 3);
  std::vector<std::uint8_t> samples(photo.samples.size(), 200);
  for (std::size_t y = 0; y < kSide; ++y) {
    const auto row = static_cast<std::ptrdiff_t>(y * kSide * 3);
    std::copy_n(photo.samples.begin() + row, kSide, samples.begin() + row);
  }
  const Bytes mixed = test::encode_png(test::from_samples(samples, kSide, kSide).get());
  const engine::Candidate chosen = to_webp(mixed, lossy(Format::webp, 60));
  REQUIRE(chosen.quality);
  CHECK(chosen.bytes.size() < to_webp(mixed, test::lossless(Format::webp)).bytes.size());
}

TEST_CASE("a photograph keeps its quality and says so in its mark") {
  engine::Settings settings = lossy(Format::webp, 84);
  settings.asked_quality = 80;
  const engine::Candidate chosen = to_webp(photograph(), settings);
  CHECK(chosen.quality == 84);
  const auto mark = container::read_mark(chosen.bytes, Format::webp);
  REQUIRE(mark);
  CHECK(mark->quality == 80);
}

TEST_CASE("an icon comes out the smaller way, whatever it looks like") {
  for (const Pattern pattern : {Pattern::noise, Pattern::gradient, Pattern::speckle, Pattern::blocks}) {
    const Bytes png = test::encode_png(make_image(16, 16, 3, pattern).get());
    const std::size_t exact = to_webp(png, test::lossless(Format::webp)).bytes.size();
    const engine::Candidate chosen = to_webp(png, lossy(Format::webp, 80));
    CHECK(chosen.bytes.size() <= exact);
    if (chosen.is_exact()) CHECK(test::all_pixels(chosen.bytes, Format::webp) == test::all_pixels(png, Format::png));
  }
}

TEST_CASE("a size takes no quality from a drawing that fits exact") {
  const Bytes png = drawing();
  CHECK(to_webp(png, only_lossy_size(png)).is_exact());
  engine::Settings asked = lossy(Format::webp, 80);
  asked.max_bytes = png.size() * 4;
  CHECK(to_webp(png, asked).is_exact());
  asked.max_bytes = to_webp(png, test::lossless(Format::webp)).bytes.size() - 1;
  const auto smaller = test::run(png, Format::png, asked);
  if (smaller.ok()) CHECK_FALSE(smaller->is_exact());
}

TEST_CASE("a size lowers the quality of a photograph") {
  const Bytes png = photograph();
  engine::Settings settings = lossy(Format::webp, 90);
  settings.asked_quality = 88;
  settings.min_quality = 1;
  settings.max_bytes = to_webp(png, settings).bytes.size() * 2 / 3;
  const engine::Candidate chosen = to_webp(png, settings);
  REQUIRE(chosen.quality);
  CHECK(*chosen.quality < 90);
  CHECK(chosen.bytes.size() <= *settings.max_bytes);
  const auto mark = container::read_mark(chosen.bytes, Format::webp);
  REQUIRE(mark);
  CHECK(mark->quality < 88);
}

TEST_CASE("what a format cannot hold is never called lossless, however well it is encoded") {
  // Speckle of which no quality of WebP comes near the target.
  const Bytes deep = test::encode_png(make_image(96, 96, 3, Pattern::speckle, 16).get());
  const Bytes ink = test::encode_jpeg(test::make_cmyk(96, 96).get(), 95);
  engine::Settings settings = lossy(Format::webp, 100);
  settings.target_score = 99.5;
  for (const auto& [file, format] : {std::pair{deep, Format::png}, std::pair{ink, Format::jpeg}}) {
    const engine::Candidate webp = must(test::run(file, format, settings));
    CHECK_FALSE(webp.is_exact());
    CHECK(*webp.score >= 99.5);
    CHECK(container::read_mark(webp.bytes, Format::webp));
  }
  CHECK_FALSE(must(test::run(ink, Format::jpeg, lossy(Format::png, 80))).is_exact());
  engine::Settings asked = lossy(Format::png, 80);
  asked.icc = IccPolicy::srgb;  // converted because it was to be
  CHECK(must(test::run(deep, Format::png, asked)).is_exact());
}
