// Differential tests of everything that is called lossless: the pixels of input and output are decoded and compared,
// PNG by libpng.

#include "tests/support/catch.h"
#include "tests/support/test_images.h"

using namespace whittle;
using test::lossless;
using test::make_image;
using test::Pattern;

namespace {

const Pattern kPatterns[] = {Pattern::gradient, Pattern::noise, Pattern::blocks};

engine::Candidate must(Result<engine::Candidate> result) {
  if (!result.ok()) FAIL(result.error().message);
  CHECK(result->verified);
  CHECK(result->quality == std::nullopt);
  CHECK_FALSE(result->engine.empty());
  return std::move(result).value();
}

bool drops_hidden_colours(Format format) {
  return format == Format::webp && !vips::has_argument("webpsave_buffer", "exact");
}

}  // namespace

TEST_CASE("PNG repacks keep every pixel of every kind, decoded by libpng") {
  for (const int depth : {8, 16}) {
    for (const int bands : {1, 2, 3, 4}) {
      for (const Pattern pattern : kPatterns) {
        const Bytes input = test::encode_png(make_image(67, 45, bands, pattern, depth).get());
        const engine::Candidate output = must(test::run(input, Format::png, lossless(Format::png)));
        INFO(depth << " bits, " << bands << " bands, pattern " << static_cast<int>(pattern));
        CHECK(output.engine == "png-lossless");
        CHECK(test::decode_png(output.bytes) == test::decode_png(input));
        if (depth == 16 && pattern == Pattern::noise) CHECK(test::decode_png(output.bytes).depth == 16);
      }
    }
  }
}

TEST_CASE("a PNG of few colours gets a palette, and the same pixels") {
  const Bytes input =
      test::encode(make_image(128, 128, 4, Pattern::speckle).get(), "pngsave_buffer", {{"compression", 1}});
  const engine::Candidate output = must(test::run(input, Format::png, lossless(Format::png)));
  const test::Raster raster = test::decode_png(output.bytes);
  CHECK(raster.colour_type == 3);
  CHECK(raster == test::decode_png(input));
  CHECK(output.bytes.size() < input.size());
}

TEST_CASE("PNGs of all bit depths and interlaced ones keep their pixels") {
  for (const int bits : {1, 2, 4, 8}) {
    const Bytes input = test::encode(make_image(61, 33, 3, Pattern::blocks).get(), "pngsave_buffer",
                                     {{"palette", 1}, {"bitdepth", bits}, {"interlace", 1}, {"dither", 0.0}});
    REQUIRE(test::decode_png(input).depth == bits);
    const engine::Candidate output = must(test::run(input, Format::png, lossless(Format::png)));
    CHECK(test::decode_png(output.bytes) == test::decode_png(input));
  }
}

TEST_CASE("lossless conversions keep every pixel") {
  for (const Format target : {Format::png, Format::webp, Format::tiff}) {
    for (const int bands : {1, 2, 3, 4}) {
      for (const Pattern pattern : kPatterns) {
        const bool hidden = bands % 2 == 0 && pattern != Pattern::gradient;
        if (hidden && drops_hidden_colours(target)) continue;
        const vips::ImagePtr image = make_image(50, 39, bands, pattern);
        for (const auto& [source, input] :
             {std::pair{Format::png, test::encode_png(image.get())},
              {Format::tiff, test::encode(image.get(), "tiffsave_buffer", {{"compression", 2}})}}) {
          INFO(static_cast<int>(source) << " to " << static_cast<int>(target) << ", " << bands << " bands");
          const engine::Candidate output = must(test::run(input, source, lossless(target)));
          CHECK(test::all_pixels(output.bytes, target) == test::all_pixels(input, source));
          if (target == Format::png) CHECK(test::decode_png(output.bytes).rgba == test::all_pixels(input, source));
        }
      }
    }
  }
}

TEST_CASE("a JPEG becomes a lossless PNG of its decoded pixels") {
  const Bytes input = test::encode_jpeg(make_image(64, 48, 3, Pattern::gradient).get());
  const engine::Candidate output = must(test::run(input, Format::jpeg, lossless(Format::png)));
  const test::JpegRaster jpeg = test::decode_jpeg(input);
  const test::Raster png = test::decode_png(output.bytes);
  REQUIRE(png.width == jpeg.width);
  CHECK(png.rgba == test::all_pixels(input, Format::jpeg));
}

TEST_CASE("16 bits survive where the format has them") {
  for (const int bands : {1, 2, 3, 4}) {
    const vips::ImagePtr image = make_image(40, 31, bands, Pattern::noise, 16);
    const Bytes png = test::encode_png(image.get());
    const engine::Candidate tiff = must(test::run(png, Format::png, lossless(Format::tiff)));
    CHECK(test::all_pixels(tiff.bytes, Format::tiff) == test::decode_png(png).rgba);
    const engine::Candidate back = must(test::run(tiff.bytes, Format::tiff, lossless(Format::png)));
    CHECK(test::decode_png(back.bytes) == test::decode_png(png));
  }
}

TEST_CASE("WebP repacks are exact") {
  for (const int bands : {3, 4}) {
    if (bands == 4 && drops_hidden_colours(Format::webp)) continue;
    const Bytes input = test::encode_webp_lossless(make_image(70, 50, bands, Pattern::noise).get());
    const engine::Candidate output = must(test::run(input, Format::webp, lossless(Format::webp)));
    CHECK(test::all_pixels(output.bytes, Format::webp) == test::all_pixels(input, Format::webp));
  }
}

TEST_CASE("colours under full transparency survive in WebP, or the file is left alone with the reason") {
  const Bytes input = test::encode_png(make_image(60, 40, 4, Pattern::noise).get());
  const auto output = test::run(input, Format::png, lossless(Format::webp));
  if (drops_hidden_colours(Format::webp)) {
    REQUIRE_FALSE(output.ok());
    CHECK(output.error().reason == Reason::unsupported);
    CHECK(output.error().message.find("transparency") != std::string::npos);
  } else {
    REQUIRE(output.ok());
    CHECK(test::all_pixels(output->bytes, Format::webp) == test::decode_png(input).rgba);
  }
}

TEST_CASE("a GIF holds 256 colours exactly, and more are refused") {
  const Bytes few = test::encode_png(make_image(64, 64, 3, Pattern::blocks).get());
  const engine::Candidate output = must(test::run(few, Format::png, lossless(Format::gif)));
  CHECK(test::all_pixels(output.bytes, Format::gif) == test::decode_png(few).rgba);
  const Bytes many = test::encode_png(make_image(64, 64, 3, Pattern::noise).get());
  const auto refused = test::run(many, Format::png, lossless(Format::gif));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().reason == Reason::unsupported);
  const Bytes soft = test::encode_png(make_image(64, 64, 4, Pattern::gradient).get());
  CHECK(test::run(soft, Format::png, lossless(Format::gif)).error().reason == Reason::alpha_unsupported);
}

TEST_CASE("one pixel is enough") {
  const Bytes input = test::encode_png(make_image(1, 1, 3, Pattern::noise).get());
  for (const Format target : {Format::png, Format::webp, Format::gif, Format::tiff}) {
    const engine::Candidate output = must(test::run(input, Format::png, lossless(target)));
    CHECK(test::all_pixels(output.bytes, target) == test::decode_png(input).rgba);
  }
}

TEST_CASE("every effort keeps every pixel, and the same job makes the same bytes") {
  const Bytes input = test::encode_png(make_image(90, 60, 3, Pattern::gradient).get());
  for (const Format target : {Format::png, Format::webp, Format::tiff}) {
    for (int effort = 0; effort <= 9; ++effort) {
      engine::Settings settings = lossless(target);
      settings.effort = effort;
      const engine::Candidate output = must(test::run(input, Format::png, settings));
      CHECK(test::all_pixels(output.bytes, target) == test::decode_png(input).rgba);
      CHECK(must(test::run(input, Format::png, settings)).bytes == output.bytes);
    }
  }
}
