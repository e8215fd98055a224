// APNGs play the same before and after: frames decoded by libpng and composed by the test.

#include <png.h>

#include <array>
#include <random>

#include "codec/png/optimize.h"
#include "tests/support/catch.h"
#include "tests/support/png_files.h"
#include "tests/support/test_images.h"

using namespace whittle;
using test::ApngFrame;
using test::PngPicture;

namespace {

/// A frame of `type` with soft and hard alpha, colours under alpha 0 included.
PngPicture frame_picture(int colour, int depth, std::uint32_t width, std::uint32_t height, std::mt19937& random) {
  PngPicture picture{.width = width, .height = height, .colour = colour, .depth = depth};
  const unsigned top = (1U << depth) - 1, phase = static_cast<unsigned>(random() % 50);
  for (std::uint32_t y = 0; y < height; ++y) {
    for (std::uint32_t x = 0; x < width; ++x) {
      for (unsigned c = 0; c < picture.channels(); ++c) {
        const unsigned value = ((x + phase) / 3 * 5 + y * c) % 17 * top / 16;
        picture.samples.push_back(static_cast<std::uint16_t>(random() % 40 == 0 ? random() & top : value));
      }
    }
  }
  if (colour == 3) {
    std::mt19937 palette(5);  // all frames share it
    for (unsigned i = 0; i <= top; ++i) picture.palette.push_back(static_cast<std::uint32_t>(palette()));
  }
  return picture;
}

std::vector<ApngFrame> film(int colour, int depth, unsigned seed, bool ops_of_first = true) {
  std::mt19937 random(seed);
  constexpr std::uint32_t kWidth = 41, kHeight = 29;
  std::vector<ApngFrame> frames;
  for (unsigned i = 0; i < 8; ++i) {
    ApngFrame frame;
    const bool whole = i == 0;
    const std::uint32_t width = whole ? kWidth : 1 + static_cast<std::uint32_t>(random() % kWidth);
    const std::uint32_t height = whole ? kHeight : 1 + static_cast<std::uint32_t>(random() % kHeight);
    frame.picture = frame_picture(colour, depth, width, height, random);
    frame.x = static_cast<std::uint32_t>(random() % (kWidth - width + 1));
    frame.y = static_cast<std::uint32_t>(random() % (kHeight - height + 1));
    frame.numerator = static_cast<std::uint16_t>(random() % 9);
    frame.denominator = static_cast<std::uint16_t>(random() % 3 == 0 ? 0 : 100);
    if (i > 0 || ops_of_first) {
      frame.dispose = (i + seed) % 3;
      frame.blend = (i / 3 + seed) % 2;
    }
    frames.push_back(std::move(frame));
  }
  return frames;
}

Bytes same_film(const Bytes& input, int effort) {
  const auto output = png::optimize(input, {effort});
  if (!output.ok()) FAIL(output.error().message);
  CHECK(output->size() < input.size());
  CHECK(test::play_apng(*output) == test::play_apng(input));
  const auto again = png::optimize(*output, {effort});
  REQUIRE(again.ok());
  CHECK(*again == *output);
  return *output;
}

}  // namespace

TEST_CASE("APNGs of every type, disposal and blending play the same frames") {
  constexpr int kTypes[][2] = {{0, 1}, {0, 8}, {0, 16}, {2, 8}, {2, 16}, {3, 2}, {3, 8}, {4, 8}, {6, 8}, {6, 16}};
  unsigned seed = 0;
  for (const auto& [colour, depth] : kTypes) {
    for (const int effort : {2, 5}) {
      INFO("type " << colour << ", depth " << depth << ", effort " << effort);
      ++seed;
      same_film(test::write_apng(film(colour, depth, seed), seed % 4), effort);
    }
  }
}

TEST_CASE("interlaced APNGs whose passes compress better than rows play the same frames") {
  for (const std::uint32_t side : {16, 24, 32}) {
    std::mt19937 random(side);
    std::vector<ApngFrame> frames(2);
    for (ApngFrame& frame : frames) {
      PngPicture& picture = frame.picture;
      picture = {.width = side, .height = side, .colour = 2, .depth = 8, .interlaced = true};
      picture.samples.resize(std::size_t{3} * side * side);
      for (unsigned pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; ++pass) {
        std::array<std::uint16_t, 21> colours;
        for (auto& sample : colours) sample = static_cast<std::uint16_t>(random() & 255);
        std::size_t n = 0;
        for (std::uint32_t y = PNG_PASS_START_ROW(pass); y < side; y += PNG_PASS_ROW_OFFSET(pass)) {
          for (std::uint32_t x = PNG_PASS_START_COL(pass); x < side; x += PNG_PASS_COL_OFFSET(pass)) {
            std::copy_n(colours.begin() + n, 3, picture.samples.begin() + 3 * (std::size_t{y} * side + x));
            n = (n + 3) % colours.size();
          }
        }
      }
    }
    const Bytes input = test::write_apng(frames, 0);
    for (const int effort : {2, 5, 9}) {
      INFO("side " << side << ", effort " << effort);
      const auto output = png::optimize(input, {effort});
      REQUIRE(output.ok());
      CHECK(test::play_apng(*output) == test::play_apng(input));
    }
  }
}

TEST_CASE("an APNG whose default image is no frame keeps it") {
  std::mt19937 random(1);
  const PngPicture hidden = frame_picture(6, 8, 41, 29, random);
  const Bytes output = same_film(test::write_apng(film(6, 8, 3), 0, &hidden), 2);
  CHECK(test::png_chunk_types(output)[2] == "IDAT");
  CHECK(test::decode_png(output) == test::decode_png(test::write_png(hidden)));
}

TEST_CASE("an APNG of one frame stays an APNG") {
  auto frames = film(2, 8, 4);
  frames.resize(1);
  const Bytes output = same_film(test::write_apng(frames, 1), 2);
  CHECK(test::png_chunk_types(output) == std::vector<std::string>{"IHDR", "acTL", "fcTL", "IDAT", "IEND"});
}

TEST_CASE("APNG: damage in any frame is an error") {
  const Bytes good = test::write_apng(film(6, 8, 2), 0);
  for (std::size_t at = 0; at < good.size(); at += 7) {
    Bytes bad = good;
    bad[at] ^= std::byte{0x40};
    INFO("byte " << at);
    CHECK_FALSE(png::optimize(bad, {0}).ok());
  }
  CHECK_FALSE(png::optimize(ByteView(good).first(good.size() / 2), {0}).ok());
}

TEST_CASE("an APNG becomes smaller through the contract, with its metadata by the strip rules") {
  const Bytes text = test::png_chunk("tEXt", as_bytes(std::string_view("Comment\0hello", 13)));
  const Bytes input = test::insert_png_chunks(test::write_apng(film(6, 8, 9), 0), "acTL", text);
  engine::Settings settings = test::lossless(Format::png);
  const auto kept = test::run(input, Format::png, settings);
  REQUIRE(kept.ok());
  CHECK(kept->verified);
  CHECK(test::contains(kept->bytes, "hello"));
  CHECK(test::play_apng(kept->bytes) == test::play_apng(input));
  settings.strip = kSafeStrip;
  const auto bare = test::run(input, Format::png, settings);
  REQUIRE(bare.ok());
  CHECK_FALSE(test::contains(bare->bytes, "hello"));
  CHECK(test::play_apng(bare->bytes) == test::play_apng(input));
}
