#include "metric/ssimulacra2.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

#include "engine/score.h"
#include "tests/support/catch.h"
#include "tests/support/skip.h"
#include "tests/support/small_pictures.h"
#include "tests/support/test_images.h"

using namespace whittle;
using test::Pattern;

namespace {

/// Interleaved samples of a size and kind.
struct Raster {
  std::uint32_t width = 0, height = 0;
  int channels = 3, depth = 8;
  std::vector<std::uint8_t> samples;

  metric::Picture view() const {
    metric::Picture picture;
    picture.width = width;
    picture.height = height;
    picture.channels = channels;
    picture.depth = depth;
    picture.stride = samples.size() / height;
    picture.data = reinterpret_cast<const std::byte*>(samples.data());
    return picture;
  }
};

std::uint8_t value_at(std::uint32_t x, std::uint32_t y, int channel) {
  return static_cast<std::uint8_t>(128 + 90 * std::sin(x * 0.11 + channel) * std::cos(y * 0.07 - channel));
}

Raster smooth(std::uint32_t width, std::uint32_t height, int channels) {
  Raster raster{width, height, channels, 8, {}};
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      for (int c = 0; c < channels; ++c) {
        const bool alpha = (channels == 2 || channels == 4) && c == channels - 1;
        raster.samples.push_back(alpha ? 200 : value_at(x, y, c));
      }
    }
  }
  return raster;
}

/// `raster` with every sample moved by up to `amount`.
Raster noisy(Raster raster, int amount) {
  std::uint32_t state = 1;
  for (std::uint8_t& sample : raster.samples) {
    state = state * 1664525 + 1013904223;
    const int moved = sample + static_cast<int>(state >> 16) % (2 * amount + 1) - amount;
    sample = static_cast<std::uint8_t>(std::clamp(moved, 0, 255));
  }
  return raster;
}

double score(const Raster& original, const Raster& distorted) {
  return metric::Reference(original.view()).score(distorted.view()).overall;
}

}  // namespace

TEST_CASE("a picture compared with itself scores 100, whatever its size and kind") {
  for (const int channels : {1, 2, 3, 4}) {
    for (const auto& [width, height] : {std::pair{1u, 1u}, {7u, 3u}, {8u, 8u}, {9u, 33u}, {64u, 64u}, {200u, 131u}}) {
      const Raster raster = smooth(width, height, channels);
      INFO(width << "x" << height << ", " << channels << " channels");
      const metric::Score same = metric::Reference(raster.view()).score(raster.view());
      CHECK(same.overall == Approx(100));
      CHECK(same.worst_tile == Approx(100));
    }
  }
}

TEST_CASE("more noise scores lower") {
  for (const int channels : {1, 3, 4}) {
    const Raster original = smooth(150, 97, channels);
    double last = 100;
    for (const int amount : {1, 3, 8, 20, 50}) {
      const double now = score(original, noisy(original, amount));
      CHECK(now < last);
      last = now;
    }
    CHECK(last < 70);
  }
}

TEST_CASE("grey is RGB with equal channels, and 16 bit is 8 bit in finer steps") {
  const Raster grey = smooth(90, 70, 1);
  const Raster bad = noisy(grey, 9);
  const auto as_rgb = [](const Raster& from) {
    Raster to{from.width, from.height, 3, 8, {}};
    for (const std::uint8_t sample : from.samples) to.samples.insert(to.samples.end(), 3, sample);
    return to;
  };
  CHECK(score(grey, bad) == Approx(score(as_rgb(grey), as_rgb(bad))).margin(1e-6));
  const auto deep = [](const Raster& from) {
    Raster to{from.width, from.height, from.channels, 16, {}};
    for (const std::uint8_t sample : from.samples) to.samples.insert(to.samples.end(), 2, sample);  // times 257
    return to;
  };
  // The same light; but 1/255 and 257/65535 are rounded differently, and the metric's recursive blur adds that up.
  CHECK(score(deep(grey), deep(bad)) == Approx(score(grey, bad)).margin(0.15));
}

TEST_CASE("a small picture scores as the one that repeats it in its mirror") {
  const auto mirrored = [](const Raster& from) {
    Raster to{2 * from.width, 2 * from.height, from.channels, 8, {}};
    for (std::uint32_t y = 0; y < to.height; ++y) {
      for (std::uint32_t x = 0; x < to.width; ++x) {
        const std::uint32_t from_x = std::min(x, to.width - 1 - x), from_y = std::min(y, to.height - 1 - y);
        const auto pixel = from.samples.begin() + (from_y * from.width + from_x) * from.channels;
        to.samples.insert(to.samples.end(), pixel, pixel + from.channels);
      }
    }
    return to;
  };
  for (const int channels : {1, 3, 4}) {
    const Raster original = smooth(32, 32, channels), bad = noisy(original, 12);
    CHECK(score(original, bad) == Approx(score(mirrored(original), mirrored(bad))).margin(0.2));
  }
}

TEST_CASE("the same damage scores alike at any size") {
  const auto damaged = [](int side, int channels) {
    const auto size = static_cast<std::uint32_t>(side);
    const jpeg::Raster letters = test::lettering(side, side, channels);
    const Raster original{size, size, channels, 8, letters.samples};
    return score(original, noisy(original, 20));
  };
  for (const int channels : {1, 3}) {
    const double large = damaged(256, channels);
    for (const int side : {8, 16, 24, 48, 96, 112, 113, 160}) {
      CAPTURE(channels, side);
      CHECK(damaged(side, channels) == Approx(large).margin(20));
    }
  }
}

TEST_CASE("with alpha, what shows on a dark and on a bright ground counts") {
  Raster original = smooth(80, 80, 4);
  for (std::size_t i = 3; i < original.samples.size(); i += 4) original.samples[i] = 0;
  Raster other = original;
  for (std::size_t i = 0; i < other.samples.size(); i += 4) other.samples[i] ^= 0x55;
  CHECK(score(original, other) == Approx(100));  // nobody sees what is under alpha 0
  Raster opaque = original;
  for (std::size_t i = 3; i < opaque.samples.size(); i += 4) opaque.samples[i] = 255;
  CHECK(score(original, opaque) < 50);
}

TEST_CASE("one ruined corner shows in the worst tile and hardly in the score") {
  const Raster original = smooth(1024, 768, 3);
  Raster ruined = original;
  for (std::uint32_t y = 0; y < 64; ++y) {
    for (std::uint32_t x = 0; x < 64 * 3; ++x) {
      if ((x / 12 + y / 4) % 2 != 0) ruined.samples[y * 1024 * 3 + x] ^= 0x20;
    }
  }
  const metric::Score result = metric::Reference(original.view()).score(ruined.view());
  CHECK(result.overall > 50);
  CHECK(result.worst_tile < result.overall - 60);
}

TEST_CASE("the score is the same from every thread, and with rows that have gaps between them") {
  const Raster original = smooth(300, 211, 3);
  const Raster bad = noisy(original, 6);
  const metric::Reference reference(original.view());
  const double expected = reference.score(bad.view()).overall;
  std::vector<double> scores(4);
  std::vector<std::thread> threads;
  for (double& one : scores) threads.emplace_back([&] { one = reference.score(bad.view()).overall; });
  for (std::thread& thread : threads) thread.join();
  for (const double one : scores) CHECK(one == expected);

  std::vector<std::uint8_t> spread(std::size_t{1024} * bad.height);
  for (std::uint32_t y = 0; y < bad.height; ++y)
    std::copy_n(bad.samples.begin() + y * bad.width * 3, bad.width * 3, spread.begin() + y * 1024);
  metric::Picture gaps = bad.view();
  gaps.stride = 1024;
  gaps.data = reinterpret_cast<const std::byte*>(spread.data());
  CHECK(reference.score(gaps).overall == expected);
}

TEST_CASE("JPEGs score higher with quality, through the decoder") {
  for (int seed = 0; seed < 10; ++seed) {
    const auto noise = test::make_image(120 + 37 * seed, 90 + 11 * seed, seed % 2 == 0 ? 3 : 1, Pattern::noise);
    vips::Operation blur("gaussblur");  // looks like something out of focus
    blur.set("in", noise.get());
    blur.set("sigma", 1.0 + 0.3 * seed);
    REQUIRE(blur.run());
    const auto image = blur.image();
    const auto scorer = engine::FileScorer::of(test::encode_png(image.get()));
    REQUIRE(scorer.ok());
    double last = -1000;
    for (int quality = 10; quality <= 90; quality += 20) {
      const auto now = scorer->score(test::encode(image.get(), "jpegsave_buffer", {{"Q", quality}}));
      REQUIRE(now.ok());
      INFO("seed " << seed << ", quality " << quality);
      CHECK(*now > last);
      last = *now;
    }
    CHECK(last > 70);
  }
}

TEST_CASE("files of different sizes cannot be compared") {
  const Bytes a = test::encode_png(test::make_image(20, 20, 3, Pattern::gradient).get());
  const Bytes b = test::encode_png(test::make_image(20, 21, 3, Pattern::gradient).get());
  const auto scorer = engine::FileScorer::of(a);
  REQUIRE(scorer.ok());
  CHECK(scorer->score(b).error().reason == Reason::verification_failed);
  CHECK_FALSE(scorer->score(as_bytes("no image")).ok());
}

TEST_CASE("scores of the reference tool are met on the pairs of the corpus") {
  const std::filesystem::path folder = std::filesystem::path(WHITTLE_CORPUS) / "metric";
  std::ifstream table(folder / "reference_scores.csv");
  if (!table) return test::skip("no reference scores at " + folder.string());
  const auto read = [&](const std::string& name) {
    std::ifstream file(folder / name, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    const ByteView bytes = as_bytes(text);
    return Bytes(bytes.begin(), bytes.end());
  };
  std::string line;
  std::getline(table, line);
  int pairs = 0;
  while (std::getline(table, line)) {
    std::istringstream fields(line);
    std::string original, distorted, expected;
    std::getline(fields, original, ',');
    std::getline(fields, distorted, ',');
    std::getline(fields, expected, ',');
    const auto scorer = engine::FileScorer::of(read(original));
    REQUIRE(scorer.ok());
    const container::Header facts = test::facts_of(read(original), Format::png);
    if (std::min(facts.width, facts.height) <= 128) continue;  // small pictures have a score of their own
    const auto ours = scorer->score(read(distorted));
    INFO(distorted);
    REQUIRE(ours.ok());
    CHECK(*ours == Approx(std::stod(expected)).margin(0.01));
    ++pairs;
  }
  CHECK(pairs > 20);
}
