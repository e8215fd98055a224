// PNGs with loss, decoded by libpng and judged by the metric.

#include "engine/formats/png_palette.h"

#include <cmath>
#include <set>

#include "container/metadata.h"
#include "tests/support/catch.h"
#include "tests/support/painted.h"
#include "tests/support/png_files.h"
#include "tests/support/scores.h"
#include "tests/support/test_images.h"

using namespace whittle;
using test::lossy;
using test::make_image;
using test::Pattern;

namespace {

using test::score;

engine::Candidate must(Result<engine::Candidate> result) {
  if (!result.ok()) FAIL(result.error().message);
  return std::move(result).value();
}

engine::Candidate encode(const Bytes& png, const engine::Settings& settings) {
  return must(test::run(png, Format::png, settings));
}

engine::Settings to_score(double score) {
  engine::Settings settings = lossy(Format::png, 100);
  settings.target_score = score;
  return settings;
}

/// A picture of thousands of colours; with alpha, one that fades from left to right.
Bytes painted_png(int width, int height, int channels) {
  jpeg::Raster raster = test::painted(width, height, channels);
  for (int i = 3; channels == 4 && i < width * height * 4; i += 4)
    raster.samples[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>((i / 4) % width * 255 / (width - 1));
  return test::encode_png(test::from_samples(raster.samples, width, height).get());
}

/// Smooth, and too lively for a palette to be exact.
Bytes waves_png(int width, int height) {
  std::vector<std::uint8_t> samples;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < 3; ++c) {
        const double wave = std::sin(x * (0.02 + 0.013 * c)) * std::cos(y * (0.031 - 0.007 * c));
        samples.push_back(static_cast<std::uint8_t>(128 + 100 * wave));
      }
    }
  }
  return test::encode_png(test::from_samples(samples, width, height).get());
}

std::size_t colours(const test::Raster& raster) {
  std::set<std::uint64_t> seen;
  for (std::size_t i = 0; i < raster.rgba.size(); i += 4) {
    std::uint64_t colour = 0;
    for (std::size_t c = 0; c < 4; ++c) colour = colour << 16 | raster.rgba[i + c];
    seen.insert(colour);
  }
  return seen.size();
}

}  // namespace

TEST_CASE("a quality gives a PNG a palette, a mark and a score") {
  const Bytes input = painted_png(160, 120, 3);
  REQUIRE(colours(test::decode_png(input)) > 256);
  const engine::Candidate output = encode(input, lossy(Format::png, 80));
  const test::Raster raster = test::decode_png(output.bytes);
  CHECK(output.engine == "png-palette");
  CHECK(output.quality == 80);
  CHECK(raster.colour_type == 3);
  CHECK(colours(raster) <= 256);
  CHECK(output.bytes.size() < must(test::run(input, Format::png, test::lossless(Format::png))).bytes.size());
  REQUIRE(output.score);
  CHECK(*output.score == Approx(score(input, output.bytes)).margin(0.01));
  const auto mark = container::read_mark(output.bytes, Format::png);
  REQUIRE(mark);
  CHECK(mark->quality == 80);
  CHECK(mark->score.value_or(-1) == Approx(*output.score).margin(0.01));

  const engine::Candidate coarse = encode(input, lossy(Format::png, 30));
  CHECK(coarse.bytes.size() < output.bytes.size());
  CHECK(*coarse.score < *output.score);

  engine::Settings bare = lossy(Format::png, 80);
  bare.mark = engine::Mark::no;
  CHECK_FALSE(container::read_mark(encode(input, bare).bytes, Format::png));
}

TEST_CASE("few colours stay exact, without a mark") {
  for (const Pattern pattern : {Pattern::blocks, Pattern::speckle}) {
    for (const int quality : {60, 100}) {
      const Bytes input = test::encode_png(make_image(128, 96, 4, pattern).get());
      const engine::Candidate output = encode(input, lossy(Format::png, quality));
      INFO(quality);
      if (output.quality) {
        CHECK(score(input, output.bytes) < 100);  // loss that was paid for
        CHECK(quality < 100);
        continue;
      }
      CHECK(test::decode_png(output.bytes) == test::decode_png(input));
      CHECK_FALSE(container::read_mark(output.bytes, Format::png));
      CHECK(output.verified);
    }
  }
}

TEST_CASE("a score that no palette reaches leaves truecolour") {
  const Bytes gradient = test::encode_png(make_image(256, 256, 3, Pattern::gradient).get());
  const engine::Candidate exact = encode(gradient, to_score(95));
  CHECK(exact.quality == std::nullopt);
  CHECK(exact.score == 100);
  CHECK(test::decode_png(exact.bytes).colour_type == 2);
  CHECK(test::decode_png(exact.bytes) == test::decode_png(gradient));
}

TEST_CASE("a score is reached by the smallest palette that the search knows") {
  const Bytes input = waves_png(200, 150);
  std::size_t last = 0;
  for (const double target : {20.0, 50.0, 70.0}) {
    const engine::Candidate output = encode(input, to_score(target));
    INFO(target);
    CHECK(score(input, output.bytes) >= target);
    CHECK(output.score.value_or(0) == Approx(score(input, output.bytes)).margin(0.01));
    CHECK(output.bytes.size() >= last);
    last = output.bytes.size();
  }
  CHECK(last > encode(input, to_score(20)).bytes.size());
}

TEST_CASE("big pictures are searched by a sample, and judged whole") {
  const Bytes input = painted_png(720, 400, 3);
  const engine::Candidate output = encode(input, to_score(50));
  REQUIRE(output.quality);
  CHECK(score(input, output.bytes) >= 50);
  CHECK(output.bytes.size() < input.size());
}

TEST_CASE("alpha goes through the palette") {
  const Bytes input = painted_png(160, 120, 4);
  const engine::Candidate output = encode(input, lossy(Format::png, 90));
  const test::Raster before = test::decode_png(input), after = test::decode_png(output.bytes);
  REQUIRE(output.quality);
  CHECK(after.colour_type == 3);
  CHECK(test::contains(output.bytes, "tRNS"));
  double sum = 0;
  for (std::size_t i = 3; i < before.rgba.size(); i += 4)
    sum += std::abs(before.rgba[i] / 257.0 - after.rgba[i] / 257.0);
  CHECK(sum / (160 * 120) < 12);
  for (std::size_t i = 3; i < before.rgba.size(); i += 4 * 160) CHECK(after.rgba[i] < 30 * 257);
}

TEST_CASE("deep and moving PNGs keep every sample under a quality") {
  const Bytes deep = test::encode_png(make_image(60, 50, 3, Pattern::noise, 16).get());
  for (const engine::Settings& settings : {lossy(Format::png, 50), to_score(30)}) {
    const engine::Candidate output = encode(deep, settings);
    CHECK(output.quality == std::nullopt);
    CHECK(test::decode_png(output.bytes).depth == 16);
    CHECK(test::decode_png(output.bytes) == test::decode_png(deep));
  }
  engine::Settings smaller = lossy(Format::png, 50);
  smaller.resize = Resize{};
  smaller.resize->width = 30;
  CHECK(test::decode_png(encode(deep, smaller).bytes).depth == 16);

  test::ApngFrame frame;
  frame.picture.width = frame.picture.height = 24;
  frame.picture.samples.resize(24 * 24 * 3);
  for (std::size_t i = 0; i < frame.picture.samples.size(); ++i) frame.picture.samples[i] = i * 37 % 256;
  test::ApngFrame second = frame;
  for (auto& sample : second.picture.samples) sample = static_cast<std::uint16_t>(255 - sample);
  const Bytes film = test::write_apng({frame, second}, 0);
  container::Header facts = test::facts_of(film, Format::png);
  facts.frames = 2;
  facts.apng = container::Has::yes;
  CHECK(test::play_apng(must(test::run(film, facts, lossy(Format::png, 50))).bytes) == test::play_apng(film));
}

TEST_CASE("grey pictures take palettes, unless a grey profile rules it out") {
  const vips::ImagePtr grey = make_image(128, 128, 1, Pattern::noise);
  const Bytes plain = test::encode_png(grey.get());
  const engine::Candidate output = encode(plain, lossy(Format::png, 40));
  CHECK(output.quality.has_value());
  CHECK(output.bytes.size() < plain.size());

  const Bytes profile = test::make_grey_profile();
  vips_image_set_blob_copy(grey.get(), VIPS_META_ICC_NAME, profile.data(), profile.size());
  const Bytes tagged = test::encode(grey.get(), "pngsave_buffer");
  REQUIRE(test::contains(tagged, "iCCP"));
  const engine::Candidate exact = encode(tagged, lossy(Format::png, 40));
  CHECK(exact.quality == std::nullopt);
  CHECK(test::decode_png(exact.bytes) == test::decode_png(tagged));
  CHECK(test::contains(exact.bytes, "iCCP"));
}

TEST_CASE("colour chunks and profile stay with a palette, and the mark survives later lossless runs") {
  const Bytes source = painted_png(120, 90, 3);
  const Bytes gamma = test::png_chunk("gAMA", test::Writer().be32(50000).done());
  const Bytes text = test::png_chunk("tEXt", test::concat({as_bytes("Title"), Bytes{std::byte{0}}, as_bytes("hills")}));
  const Bytes input = test::insert_png_chunks(source, "IDAT", test::concat({gamma, text}));
  const engine::Candidate output = encode(input, lossy(Format::png, 70));
  REQUIRE(output.quality);
  CHECK(test::png_chunk_data(output.bytes, "gAMA") == test::png_chunk_data(input, "gAMA"));
  CHECK(test::png_chunk_data(output.bytes, "tEXt") == test::png_chunk_data(input, "tEXt"));
  const auto types = test::png_chunk_types(output.bytes);
  CHECK(std::count(types.begin(), types.end(), "whTL") == 1);

  engine::Settings settings = test::lossless(Format::png);
  settings.strip = kAllMetadata;
  const engine::Candidate again = encode(output.bytes, settings);
  CHECK(container::read_mark(again.bytes, Format::png)->quality == 70);
  CHECK(test::decode_png(again.bytes) == test::decode_png(output.bytes));

  // One that is quantised all the same has one mark, the new one.
  const engine::Candidate twice = encode(output.bytes, lossy(Format::png, 20));
  if (twice.quality) CHECK(container::read_mark(twice.bytes, Format::png)->quality == 20);

  const vips::ImagePtr picture = make_image(120, 90, 3, Pattern::gradient);
  const Bytes profile = test::make_rgb_profile();
  vips_image_set_blob_copy(picture.get(), VIPS_META_ICC_NAME, profile.data(), profile.size());
  const Bytes tagged = test::encode(picture.get(), "pngsave_buffer");
  const engine::Candidate kept = encode(tagged, lossy(Format::png, 70));
  CHECK(test::contains(kept.bytes, "iCCP"));
}

TEST_CASE("a PNG with loss is never larger than one without") {
  for (const int bands : {1, 2, 3, 4}) {
    for (const Pattern pattern : {Pattern::gradient, Pattern::noise, Pattern::blocks, Pattern::speckle}) {
      for (const auto& [width, height] : {std::pair{1, 1}, {7, 5}, {64, 48}}) {
        const Bytes input = test::encode_png(make_image(width, height, bands, pattern).get());
        const engine::Candidate exact = must(test::run(input, Format::png, test::lossless(Format::png)));
        for (const engine::Settings& settings : {lossy(Format::png, 60), to_score(40)}) {
          INFO(width << "x" << height << ", " << bands << " bands, pattern " << static_cast<int>(pattern));
          CHECK(encode(input, settings).bytes.size() <= exact.bytes.size());
        }
      }
    }
  }
}

TEST_CASE("other formats become palettes with a quality, and a size is kept") {
  const jpeg::Raster raster = test::painted(160, 120, 3);
  const vips::ImagePtr image = test::from_samples(raster.samples, 160, 120);
  const engine::Candidate output =
      must(test::run(test::encode_jpeg(image.get()), Format::jpeg, lossy(Format::png, 80)));
  CHECK(test::decode_png(output.bytes).colour_type == 3);
  CHECK(container::read_mark(output.bytes, Format::png));

  const Bytes png = test::encode_png(image.get());
  engine::Settings settings = lossy(Format::png, 95);
  settings.max_bytes = output.bytes.size();
  settings.min_quality = 10;
  settings.loss = engine::Loss::to_fit;
  CHECK(encode(png, settings).bytes.size() <= output.bytes.size());
  settings.max_bytes = png.size();
  CHECK(encode(png, settings).quality == std::nullopt);  // fits without loss
}
