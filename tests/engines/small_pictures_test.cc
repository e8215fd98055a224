// -q auto of small pictures: what a score lets through must not depend on how small they are.

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "tests/support/catch.h"
#include "tests/support/small_pictures.h"
#include "tests/support/test_images.h"

using namespace whittle;
using engine::Candidate;

namespace {

Bytes png_of(const jpeg::Raster& raster) {
  return test::encode_png(test::from_samples(raster.samples, raster.width, raster.height).get());
}

engine::Settings to_score(Format format, double target) {
  engine::Settings settings = test::lossy(format, 100);
  settings.target_score = target;
  return settings;
}

Candidate reach(const Bytes& png, Format format, double target) {
  auto made = test::run(png, Format::png, to_score(format, target));
  if (!made.ok()) FAIL(made.error().message);
  return std::move(made).value();
}

/// Peak signal to noise in decibels over red, green and blue, 99 when there is no error.
double psnr(const Bytes& png, const Candidate& made, Format format) {
  const auto a = test::all_pixels(png, Format::png), b = test::all_pixels(made.bytes, format);
  REQUIRE(a.size() == b.size());
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::pow((a[i] - b[i]) / 257.0, 2);  // alpha differs nowhere
  const double mean = sum / (static_cast<double>(a.size()) * 3 / 4);
  return mean > 0 ? 10 * std::log10(255 * 255 / mean) : 99;
}

struct Size {
  int width, height;
};
constexpr Size kSizes[] = {{3, 3}, {5, 9}, {8, 8}, {16, 16}, {64, 16}, {48, 48}, {96, 96}, {128, 128}};

}  // namespace

TEST_CASE("a small picture keeps what a larger one of its kind keeps at that score") {
  const std::pair<const char*, std::function<jpeg::Raster(int, int)>> kinds[] = {
      {"letters", [](int w, int h) { return test::lettering(w, h, 1); }},
      {"coloured letters", [](int w, int h) { return test::lettering(w, h, 3); }},
      {"grain", [](int w, int h) { return test::grain(w, h, 1, 40); }},
      {"fine grain", [](int w, int h) { return test::grain(w, h, 3, 9); }}};
  for (const auto& [name, draw] : kinds) {
    for (const Format format : {Format::jpeg, Format::webp}) {
      for (const double target : {55.0, 80.0}) {
        const Bytes large = png_of(draw(256, 256));
        const Candidate whole = reach(large, format, target);
        if (!whole.quality) continue;  // smaller without loss: tells nothing
        const double wanted = psnr(large, whole, format);
        for (const Size size : kSizes) {
          const Bytes small = png_of(draw(size.width, size.height));
          const Candidate made = reach(small, format, target);
          CAPTURE(name, to_string(format), target, size.width, size.height, made.quality.value_or(-1));
          CHECK(psnr(small, made, format) >= wanted - 2);
          CHECK(made.score.value() >= target);
          CHECK(made.quality.value_or(100) > 1);
        }
      }
    }
  }
}

TEST_CASE("what a format's loss cannot reach is written without loss where the format can") {
  const Bytes png = png_of(test::lettering(32, 32, 3));
  for (const double target : {90.0, 97.0}) {
    const Candidate made = reach(png, Format::webp, target);
    CHECK_FALSE(made.quality);
    CHECK(made.score == 100);
    CHECK(test::all_pixels(png, Format::png) == test::all_pixels(made.bytes, Format::webp));
  }
  // Half of the chroma is not enough at any quality and any size.
  const Candidate large = reach(png_of(test::lettering(400, 300, 3)), Format::webp, 97);
  CHECK_FALSE(large.quality);
  CHECK(large.score == 100);
}

TEST_CASE("what no encoding of a format can reach has the best quality, and a score that says so") {
  const Candidate made = reach(png_of(test::grain(24, 24, 3, 40)), Format::jpeg, 99);
  CHECK(made.quality == 100);
  CHECK(made.score.value() < 99);
}

TEST_CASE("one colour may have the least quality") {
  jpeg::Raster plain{16, 16, 3, {}};
  plain.samples.assign(std::size_t{16} * 16 * 3, 90);
  for (const Format format : {Format::jpeg, Format::webp, Format::png}) {
    const Candidate made = reach(png_of(plain), format, 80);
    CHECK(made.score.value() >= 80);
    CHECK(psnr(png_of(plain), made, format) > 35);
  }
}
