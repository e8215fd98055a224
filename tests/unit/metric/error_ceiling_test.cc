#include "metric/error_ceiling.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/small_pictures.h"

using namespace whittle;
using metric::ErrorCeiling;

namespace {

metric::Picture view(const jpeg::Raster& raster) {
  metric::Picture picture;
  picture.width = static_cast<std::uint32_t>(raster.width);
  picture.height = static_cast<std::uint32_t>(raster.height);
  picture.channels = raster.channels;
  picture.data = reinterpret_cast<const std::byte*>(raster.samples.data());
  picture.stride = static_cast<std::size_t>(raster.width) * static_cast<std::size_t>(raster.channels);
  return picture;
}

/// Every sample moved up or down by `amount` in turn, towards the middle of the range where it has no room.
jpeg::Raster damaged(jpeg::Raster raster, int amount) {
  for (std::size_t i = 0; i < raster.samples.size(); ++i) {
    const int sample = raster.samples[i], sign = sample < amount ? 1 : sample > 255 - amount ? -1 : i % 2 == 0 ? 1 : -1;
    raster.samples[i] = static_cast<std::uint8_t>(sample + sign * amount);
  }
  return raster;
}

double ceiling(const jpeg::Raster& original, const jpeg::Raster& distorted) {
  return ErrorCeiling(view(original)).of(view(distorted));
}

jpeg::Raster plain(int side, std::uint8_t value) {
  return {side, side, 3, std::vector<std::uint8_t>(static_cast<std::size_t>(3 * side * side), value)};
}

}  // namespace

TEST_CASE("no error is no limit, a larger one is a lower one") {
  for (const int side : {1, 3, 8, 9, 16, 48, 300}) {
    const jpeg::Raster original = test::lettering(side, side, 3);
    CHECK(ceiling(original, original) > 99.99);
    double last = 100;
    for (const int amount : {1, 4, 16, 64}) {
      CAPTURE(side, amount);
      const double now = ceiling(original, damaged(original, amount));
      CHECK(now < last);
      last = now;
    }
    CHECK(last < 50);
  }
}

TEST_CASE("fewer pixels must keep more, and flat ones more than lively ones") {
  const auto at = [](int side) { return ceiling(plain(side, 90), damaged(plain(side, 90), 4)); };
  CHECK(at(3) == Approx(at(16)));
  CHECK(at(16) < at(32));
  CHECK(at(32) < at(100));
  CHECK(at(100) < at(256));
  CHECK(at(256) == Approx(at(300)));
  CHECK(at(300) < at(400));
  const jpeg::Raster lively = test::grain(32, 32, 3, 40);
  CHECK(ceiling(plain(32, 90), damaged(plain(32, 90), 12)) < ceiling(lively, damaged(lively, 12)));
}

TEST_CASE("one ruined tile counts as much as all") {
  const jpeg::Raster original = plain(160, 90);
  jpeg::Raster ruined = original;
  for (int y = 8; y < 16; ++y) {
    for (int i = 8 * 3; i < 16 * 3; ++i) {
      std::uint8_t& sample = ruined.samples[static_cast<std::size_t>(y * 160 * 3 + i)];
      if (i % 2 != 0) sample = static_cast<std::uint8_t>(sample ^ 0x40);
    }
  }
  CHECK(ceiling(original, ruined) < 50);
}

TEST_CASE("grey, deep and transparent pictures are judged as what they show") {
  const jpeg::Raster grey = test::grain(20, 20, 1, 30), bad = damaged(grey, 9);
  const auto as_rgb = [](const jpeg::Raster& from) {
    jpeg::Raster to{from.width, from.height, 3, {}};
    for (const std::uint8_t sample : from.samples) to.samples.insert(to.samples.end(), 3, sample);
    return to;
  };
  const double expected = ceiling(grey, bad);
  CHECK(ceiling(as_rgb(grey), as_rgb(bad)) == Approx(expected));
  CHECK(ceiling(grey, as_rgb(bad)) == Approx(expected));

  std::vector<std::uint16_t> deep_grey, deep_bad;
  for (const std::uint8_t sample : grey.samples) deep_grey.push_back(static_cast<std::uint16_t>(sample * 257));
  for (const std::uint8_t sample : bad.samples) deep_bad.push_back(static_cast<std::uint16_t>(sample * 257));
  const auto deep = [](const std::vector<std::uint16_t>& samples) {
    return metric::Picture{20, 20, 1, 16, reinterpret_cast<const std::byte*>(samples.data()), 40};
  };
  CHECK(ErrorCeiling(deep(deep_grey)).of(deep(deep_bad)) == Approx(expected).margin(0.01));

  jpeg::Raster clear{20, 20, 4, std::vector<std::uint8_t>(20 * 20 * 4, 0)};
  jpeg::Raster other = clear;
  for (std::size_t i = 0; i < other.samples.size(); i += 4) other.samples[i] = 200;
  CHECK(ceiling(clear, other) > 99.99);  // nobody sees what is under alpha 0
  for (std::size_t i = 3; i < other.samples.size(); i += 4) other.samples[i] = 255;
  CHECK(ceiling(clear, other) < 10);
}

TEST_CASE("of large pictures only what no ordinary one has is ruled out") {
  constexpr int kSide = 400;
  const jpeg::Raster lively = test::grain(kSide, kSide, 3, 40);
  CHECK(ceiling(lively, damaged(lively, 24)) > 70);
  const auto checker = [](int side) {
    jpeg::Raster picture = plain(kSide, 110);
    for (int y = 0; y < side; ++y) {
      for (int x = 0; x < side; ++x) {
        std::uint8_t* const pixel = &picture.samples[static_cast<std::size_t>(3 * (y * kSide + x))];
        const bool magenta = (x + y) % 2 == 0;
        pixel[0] = pixel[2] = magenta ? 255 : 0;
        pixel[1] = magenta ? 0 : 255;
      }
    }
    return picture;
  };
  CHECK(ceiling(checker(kSide), plain(kSide, 128)) < 0);  // as a whole
  CHECK(metric::Reference(view(checker(kSide))).score(view(plain(kSide, 128))).ceiling < 0);
  jpeg::Raster greyed = plain(kSide, 110);
  for (int y = 0; y < 24; ++y) std::fill_n(greyed.samples.begin() + 3 * y * kSide, 3 * 24, std::uint8_t{128});
  CHECK(ceiling(checker(24), greyed) < 75);  // and in its tiles
}
