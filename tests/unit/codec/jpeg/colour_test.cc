#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "codec/jpeg/colour.h"
#include "tests/support/catch.h"

using namespace whittle::jpeg;

namespace {

double linear(double sample) {
  const double x = std::clamp(sample / 255, 0.0, 1.0);
  return x <= 0.04045 ? x / 12.92 : std::pow((x + 0.055) / 1.055, 2.4);
}

/// The mean of the cube roots of the metric's two cone responses, of a pixel as decoders make it.
double brightness(double y, double cb, double cr) {
  const double r = linear(y + 1.402 * (cr - 128)), b = linear(y + 1.772 * (cb - 128));
  const double g = linear(y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128));
  constexpr double kBias = 0.0037930732552754493;
  return (std::cbrt(0.30 * r + 0.622 * g + 0.078 * b + kBias) + std::cbrt(0.23 * r + 0.692 * g + 0.078 * b + kBias)) /
         2;
}

struct Rows {
  explicit Rows(std::size_t width) : y(padded_row(width)), cb(padded_row(width)), cr(padded_row(width)) {}
  YccRow row() { return {y.data(), cb.data(), cr.data()}; }
  std::vector<float> y, cb, cr;
};

}  // namespace

TEST_CASE("RGB becomes the YCbCr of JFIF, at every width") {
  std::mt19937 random(3);
  for (std::size_t width = 1; width < 70; ++width) {
    std::vector<std::uint8_t> rgb(3 * width);
    for (std::uint8_t& sample : rgb) sample = static_cast<std::uint8_t>(random() >> 24);
    Rows out(width);
    rgb_to_ycc(rgb.data(), width, out.row());
    for (std::size_t x = 0; x < width; ++x) {
      const double r = rgb[3 * x], g = rgb[3 * x + 1], b = rgb[3 * x + 2];
      CHECK(out.y[x] == Approx(0.299 * r + 0.587 * g + 0.114 * b).margin(1e-3));
      CHECK(out.cb[x] == Approx(128 - 0.168735892 * r - 0.331264108 * g + 0.5 * b).margin(1e-3));
      CHECK(out.cr[x] == Approx(128 + 0.5 * r - 0.418687589 * g - 0.081312411 * b).margin(1e-3));
    }
  }
}

TEST_CASE("halved rows are means, and doubled ones lie between their neighbours") {
  std::mt19937 random(4);
  for (const std::size_t half : {1u, 2u, 7u, 16u, 33u}) {
    std::vector<float> above(padded_row(2 * half)), below(above), small(padded_row(half)), far(small);
    for (std::size_t x = 0; x < 2 * half; ++x) {
      above[x] = static_cast<float>(random() >> 24);
      below[x] = static_cast<float>(random() >> 24);
    }
    halve_rows(above.data(), below.data(), half, small.data());
    for (std::size_t x = 0; x < half; ++x) {
      CHECK(small[x] == Approx((above[2 * x] + above[2 * x + 1] + below[2 * x] + below[2 * x + 1]) / 4));
      far[x] = static_cast<float>(random() >> 24);
    }
    std::vector<float> scratch(padded_row(2 * half)), doubled(padded_row(2 * half));
    upsample_row(small.data(), far.data(), half, scratch.data(), doubled.data());
    for (std::size_t x = 0; x < 2 * half; ++x) {
      const std::size_t near = x / 2, other = x % 2 == 0 ? (near == 0 ? 0 : near - 1) : std::min(near + 1, half - 1);
      const double expected =
          0.75 * (0.75 * small[near] + 0.25 * far[near]) + 0.25 * (0.75 * small[other] + 0.25 * far[other]);
      CHECK(doubled[x] == Approx(expected));
    }
  }
}

TEST_CASE("corrected luma gives pixels of wrong chroma the brightness of the right one") {
  std::mt19937 random(5);
  constexpr std::size_t kWidth = 300;
  std::vector<std::uint8_t> rgb(3 * kWidth);
  for (std::uint8_t& sample : rgb) sample = static_cast<std::uint8_t>(40 + (random() >> 24) * 170 / 255);
  Rows original(kWidth), wrong(kWidth);
  rgb_to_ycc(rgb.data(), kWidth, original.row());
  for (std::size_t x = 0; x < kWidth; ++x) {
    wrong.cb[x] = original.cb[x] * 0.7f + 128 * 0.3f;
    wrong.cr[x] = original.cr[x] * 0.7f + 128 * 0.3f;
  }
  correct_luma(original.row(), wrong.cb.data(), wrong.cr.data(), kWidth, wrong.y.data());
  double before = 0, after = 0;
  for (std::size_t x = 0; x < kWidth; ++x) {
    const double target = brightness(original.y[x], original.cb[x], original.cr[x]);
    before += std::abs(brightness(original.y[x], wrong.cb[x], wrong.cr[x]) - target);
    after += std::abs(brightness(wrong.y[x], wrong.cb[x], wrong.cr[x]) - target);
  }
  CHECK(after < before / 10);
}

TEST_CASE("luma stays where chroma is right") {
  constexpr std::size_t kWidth = 21;
  Rows original(kWidth);
  std::vector<std::uint8_t> rgb(3 * kWidth);
  for (std::size_t i = 0; i < rgb.size(); ++i) rgb[i] = static_cast<std::uint8_t>(i * 11);
  rgb_to_ycc(rgb.data(), kWidth, original.row());
  std::vector<float> y(padded_row(kWidth));
  correct_luma(original.row(), original.cb.data(), original.cr.data(), kWidth, y.data());
  for (std::size_t x = 0; x < kWidth; ++x) CHECK(y[x] == original.y[x]);
}
