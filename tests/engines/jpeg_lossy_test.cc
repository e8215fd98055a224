// JPEGs with loss, from every source, judged by plain libjpeg and by the metric.

#include <cmath>

#include "codec/jpeg/lossy/lossy.h"
#include "codec/jpeg/scans/write.h"
#include "engine/formats.h"
#include "engine/formats/jpeg_lossy.h"
#include "tests/support/catch.h"
#include "tests/support/jpeg_files.h"
#include "tests/support/painted.h"
#include "tests/support/scores.h"
#include "tests/support/test_images.h"
#include "vips/decode.h"

using namespace whittle;
using test::lossy;

namespace {

using test::score;

Bytes png_of(const jpeg::Raster& raster) {
  return test::encode_png(test::from_samples(raster.samples, raster.width, raster.height).get());
}

engine::Candidate must(Result<engine::Candidate> result) {
  if (!result.ok()) FAIL(result.error().message);
  return std::move(result).value();
}

Bytes must_bytes(Result<Bytes> result) {
  if (!result.ok()) FAIL(result.error().message);
  return std::move(result).value();
}

engine::Candidate encode(const jpeg::Raster& raster, int quality, int effort = 5) {
  engine::Settings settings = lossy(Format::jpeg, quality);
  settings.effort = effort;
  return must(test::run(png_of(raster), Format::png, settings));
}

/// The mean difference of samples.
double distance(const std::vector<std::uint8_t>& a, const std::vector<std::uint8_t>& b) {
  REQUIRE(a.size() == b.size());
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
  return sum / static_cast<double>(a.size());
}

test::JpegRaster decoded(const Bytes& file) {
  const test::JpegRaster raster = test::decode_jpeg(file);
  CHECK(raster.warnings == 0);
  return raster;
}

void check_size(int width, int height, int channels) {
  const jpeg::Raster original = test::painted(width, height, channels);
  const test::JpegRaster raster = decoded(encode(original, 90, 2).bytes);
  INFO(width << "x" << height << ", " << channels << " channels");
  CHECK(raster.width == static_cast<std::uint32_t>(width));
  CHECK(raster.height == static_cast<std::uint32_t>(height));
  CHECK(raster.components == channels);
  // Of the smallest, half the chroma leaves little; exchanged channels would be 60 apart.
  if (width * height >= 24) CHECK(distance(raster.samples, original.samples) < 28);
}

}  // namespace

TEST_CASE("pictures of odd sizes decode to their size and to something like themselves") {
  for (int width = 1; width <= 17; ++width) {
    for (int height = 1; height <= 17; height += width % 2 == 0 ? 3 : 1) {
      check_size(width, height, 3);
      check_size(height, width, 1);
    }
  }
}

TEST_CASE("strips as long as JPEG can hold") {
  for (const int channels : {1, 3}) {
    check_size(65500, 3, channels);
    check_size(3, 65500, channels);
  }
}

TEST_CASE("more quality is a better score and never a smaller file") {
  const jpeg::Raster original = test::painted(200, 150, 3);
  const Bytes png = png_of(original);
  for (const int effort : {2, 5}) {
    double last_score = -1000;
    std::size_t last_bytes = 0;
    for (int quality = 10; quality <= 100; quality += 10) {
      const engine::Candidate candidate = encode(original, quality, effort);
      const double now = score(png, candidate.bytes);
      INFO("effort " << effort << ", quality " << quality);
      CHECK(candidate.quality == quality);
      CHECK(candidate.engine == "jpeg-lossy");
      CHECK(now > last_score);
      CHECK(candidate.bytes.size() > last_bytes);
      last_score = now;
      last_bytes = candidate.bytes.size();
    }
    CHECK(last_score > 90);
  }
}

TEST_CASE("the score is that of libjpeg's quality, and the file much smaller") {
  const jpeg::Raster original = test::painted(320, 240, 3);
  const Bytes png = png_of(original);
  auto opened = vips::to_memory(engine::open_image(png, Format::png)->get(), "pixels");
  REQUIRE(opened.ok());
  for (const int quality : {40, 60, 75, 90}) {
    const Bytes plain = test::encode(
        opened->get(), "jpegsave_buffer",
        {{"Q", quality}, {"optimize-coding", 1}, {"subsample-mode", VIPS_FOREIGN_SUBSAMPLE_ON}, {"quant-table", 0}});
    const engine::Candidate ours = encode(original, quality);
    INFO(quality);
    CHECK(score(png, ours.bytes) > score(png, plain) - 5);
    CHECK(static_cast<double>(ours.bytes.size()) < 0.95 * static_cast<double>(plain.size()));
  }
}

TEST_CASE("grey stays grey") {
  const jpeg::Raster original = test::painted(90, 70, 1);
  const test::JpegRaster raster = decoded(encode(original, 85).bytes);
  CHECK(raster.components == 1);
  CHECK(distance(raster.samples, original.samples) < 8);
}

TEST_CASE("CMYK stays CMYK, with the inks in their places") {
  for (const test::JpegColour colour : {test::JpegColour::cmyk, test::JpegColour::ycck}) {
    const Bytes input = test::write_jpeg_file({.width = 77, .height = 51, .colour = colour, .quality = 97});
    const test::JpegRaster before = decoded(input);
    const test::JpegRaster after = decoded(must(test::run(input, Format::jpeg, lossy(Format::jpeg, 90))).bytes);
    CHECK(after.components == 4);
    CHECK(after.width == before.width);
    CHECK(after.height == before.height);
    CHECK(distance(after.samples, before.samples) < 12);
  }
}

TEST_CASE("JPEGs without YCbCr, with restart markers or scans of their own can be the source") {
  const test::JpegFile files[] = {
      {.width = 83, .height = 41, .colour = test::JpegColour::rgb, .quality = 95, .jfif = false},
      {.width = 83, .height = 41, .colour = test::JpegColour::grey, .quality = 95},
      {.width = 83, .height = 41, .colour = test::JpegColour::grey, .quality = 95, .sampling = {{2, 2}}},
      {.width = 83, .height = 41, .quality = 95, .restart_rows = 1},
      {.width = 83, .height = 41, .coding = test::JpegCoding::progressive, .quality = 95, .restart_rows = 1},
      {.width = 83, .height = 41, .quality = 95, .own_scans = true}};
  for (const test::JpegFile& file : files) {
    const Bytes input = test::write_jpeg_file(file);
    const test::JpegRaster before = decoded(input);
    for (const int quality : {50, 90}) {
      const Bytes output = must(test::run(input, Format::jpeg, lossy(Format::jpeg, quality))).bytes;
      const test::JpegRaster after = decoded(output);
      INFO("colour " << static_cast<int>(file.colour) << ", restarts " << file.restart_rows << ", quality " << quality);
      CHECK(after.components == before.components);
      CHECK(distance(after.samples, before.samples) < 16);
      CHECK_FALSE(test::contains(output, std::string_view("\xFF\xDD\0\4", 4)));
    }
  }
}

TEST_CASE("JPEGs of every small size can be the source") {
  for (int width = 1; width <= 17; ++width) {
    for (int height = 1 + width % 3; height <= 17; height += 3) {
      for (const bool full : {false, true}) {
        const Bytes input =
            test::write_jpeg_file({.width = width,
                                   .height = height,
                                   .quality = 90,
                                   .sampling = full ? std::vector<std::array<int, 2>>{{1, 1}, {1, 1}, {1, 1}}
                                                    : std::vector<std::array<int, 2>>{{2, 2}, {1, 1}, {1, 1}}});
        const test::JpegRaster before = decoded(input);
        const test::JpegRaster after = decoded(must(test::run(input, Format::jpeg, lossy(Format::jpeg, 80))).bytes);
        INFO(width << "x" << height);
        CHECK(after.width == before.width);
        CHECK(after.height == before.height);
        CHECK(distance(after.samples, before.samples) < 28);
      }
    }
  }
}

TEST_CASE("black on white scores higher for letting it ring beyond white") {
  jpeg::Raster text{160, 120, 3, std::vector<std::uint8_t>(160 * 120 * 3, 255)};
  for (int y = 0; y < text.height; ++y) {
    for (int x = 0; x < text.width; ++x) {
      const bool ink = (x * 7 + y / 9 * 31) % 23 < 5 && y % 12 > 3;
      if (ink) std::fill_n(text.samples.begin() + 3 * (y * text.width + x), 3, std::uint8_t{0});
    }
  }
  const Bytes png = png_of(text);
  jpeg::Transformed transformed = jpeg::transform(text.rows(), jpeg::Sampling::half);
  for (const int effort : {2, 5}) {
    const auto write = [&](const jpeg::Transformed& from) {
      return must_bytes(jpeg::write(jpeg::quantise_at(from, 4, effort), {}));
    };
    jpeg::Transformed strict = transformed;
    strict.clipped.clear();
    const Bytes ringing = write(transformed), plain = write(strict);
    INFO("effort " << effort);
    CHECK(static_cast<double>(ringing.size()) < 1.02 * static_cast<double>(plain.size()));
    CHECK(score(png, ringing) > score(png, plain) + 3);
  }
}

TEST_CASE("the last use of a picture gives what any other does") {
  const jpeg::Raster original = test::painted(100, 60, 3);
  auto opened = vips::to_memory(engine::open_image(png_of(original), Format::png)->get(), "pixels");
  REQUIRE(opened.ok());
  const container::Header facts;
  const engine::Settings settings = lossy(Format::jpeg, 70);
  const engine::Job job{{}, facts, settings, {}};
  auto picture = engine::JpegPicture::of(opened->get(), job, engine::Pixels::changed);
  REQUIRE(picture.ok());
  const jpeg::Coefficients before = picture->at(70, 5), last = picture->last_at(70, 5);
  REQUIRE(last.components.size() == before.components.size());
  for (std::size_t c = 0; c < last.components.size(); ++c) {
    CHECK(last.components[c].coefficients == before.components[c].coefficients);
  }
}

TEST_CASE("--baseline and progressive") {
  const jpeg::Raster original = test::painted(300, 200, 3);
  engine::Settings settings = lossy(Format::jpeg, 80);
  CHECK(decoded(must(test::run(png_of(original), Format::png, settings)).bytes).progressive);
  settings.baseline = true;
  CHECK_FALSE(decoded(must(test::run(png_of(original), Format::png, settings)).bytes).progressive);
}

TEST_CASE("the same job makes the same bytes at every effort") {
  const jpeg::Raster original = test::painted(120, 90, 3);
  for (int effort = 0; effort <= 9; ++effort) {
    CHECK((encode(original, 75, effort).bytes == encode(original, 75, effort).bytes));
  }
}

TEST_CASE("a JPEG that is already as coarse as asked for keeps its coefficients") {
  const Bytes input = test::write_jpeg_file({.width = 160, .height = 120, .quality = 30});
  const engine::Candidate output = must(test::run(input, Format::jpeg, lossy(Format::jpeg, 95)));
  CHECK((test::decode_jpeg(output.bytes).samples == test::decode_jpeg(input).samples));
}

TEST_CASE("a JPEG is requantised from its own coefficients") {
  const jpeg::Raster original = test::painted(256, 192, 3);
  const Bytes png = png_of(original);
  auto picture = engine::open_image(png, Format::png);
  const Bytes input = test::encode_jpeg(picture->get(), 95);
  for (const int quality : {50, 75, 85}) {
    const engine::Candidate output = must(test::run(input, Format::jpeg, lossy(Format::jpeg, quality)));
    const engine::Candidate direct = encode(original, quality);
    INFO(quality);
    CHECK(decoded(output.bytes).width == 256);
    CHECK(score(png, output.bytes) > score(png, direct.bytes) - 2.5);
    CHECK(static_cast<double>(output.bytes.size()) < 1.1 * static_cast<double>(direct.bytes.size()));
  }
}

TEST_CASE("JPEGs of every sampling and coding can be the source") {
  const std::vector<std::vector<std::array<int, 2>>> samplings = {{{1, 1}, {1, 1}, {1, 1}}, {{2, 1}, {1, 1}, {1, 1}},
                                                                  {{1, 2}, {1, 1}, {1, 1}}, {{2, 2}, {1, 1}, {1, 1}},
                                                                  {{4, 1}, {1, 1}, {1, 1}}, {{4, 2}, {1, 1}, {1, 1}}};
  for (const auto& sampling : samplings) {
    for (const test::JpegCoding coding : {test::JpegCoding::sequential, test::JpegCoding::progressive}) {
      const Bytes input =
          test::write_jpeg_file({.width = 83, .height = 41, .coding = coding, .quality = 92, .sampling = sampling});
      const test::JpegRaster before = decoded(input);
      for (const int quality : {60, 90}) {
        const Bytes output = must(test::run(input, Format::jpeg, lossy(Format::jpeg, quality))).bytes;
        const test::JpegRaster after = decoded(output);
        INFO(sampling[0][0] << "x" << sampling[0][1] << ", quality " << quality);
        CHECK(after.width == before.width);
        CHECK(after.height == before.height);
        CHECK(distance(after.samples, before.samples) < 16);
      }
    }
  }
}

TEST_CASE("-q auto finds the quality that reaches the score") {
  const jpeg::Raster original = test::painted(400, 300, 3);  // smaller ones have floors, see small_pictures_test
  const Bytes png = png_of(original);
  for (const double target : {60.0, 80.0}) {
    engine::Settings settings = lossy(Format::jpeg, 100);
    settings.target_score = target;
    const engine::Candidate output = must(test::run(png, Format::png, settings));
    REQUIRE(output.score.has_value());
    CHECK(*output.score >= target);
    CHECK(*output.score < target + 3);
    CHECK(score(png, output.bytes) == Approx(*output.score).margin(0.01));
  }
}
