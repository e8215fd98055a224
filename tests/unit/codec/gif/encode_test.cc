#include "codec/gif/encode.h"

#include "codec/gif/film.h"
#include "codec/gif/record.h"
#include "container/gif/gif.h"
#include "tests/support/catch.h"
#include "tests/support/gif_files.h"

using namespace whittle;
using test::flat_picture;
using test::GifFilm;

namespace {

/// All frames of a file below one another, as pixels; empty when it cannot be read.
std::vector<gif::Pixel> pictures_of(ByteView file) {
  container::Window window(file);
  container::GifFrames frames(window);
  REQUIRE(frames.read_all().ok());
  gif::Film film(file, frames);
  std::vector<gif::Pixel> all;
  for (std::uint32_t i = 0; i < frames.count(); ++i) {
    const Result<ByteView> canvas = film.next();
    if (!canvas.ok()) return {};
    const std::size_t at = all.size();
    all.resize(at + canvas->size() / 4);
    std::memcpy(all.data() + at, canvas->data(), canvas->size());
  }
  return all;
}

Result<Bytes> encoded(const std::vector<gif::Pixel>& all, std::uint32_t width, std::uint32_t height, int effort) {
  const std::size_t size = std::size_t{width} * height;
  gif::Recorder recorder(width, height);
  for (std::size_t at = 0; at < all.size(); at += size) {
    TRY(recorder.add(std::span(all).subspan(at, size), {0, 0, width, height}, 70));
  }
  TRY_ASSIGN(std::vector<gif::Patch> patches, recorder.finish());
  return gif::encode(std::move(patches), {width, height, 0, 3, recorder.is_bare()}, {effort, {}});
}

gif::Pixel colour(unsigned number) {
  return 0xFF000000u | number;
}

}  // namespace

TEST_CASE("films of every kind are written as they are shown, whatever the effort") {
  int written = 0;
  for (std::uint32_t seed = 0; seed < 150; ++seed) {
    const Bytes source = test::make_gif_film(test::random_film(seed));
    container::Window window(source);
    container::GifFrames frames(window);
    REQUIRE(frames.read_all().ok());
    const std::vector<gif::Pixel> shown = pictures_of(source);
    for (const int effort : {0, 2, 5, 9}) {
      INFO("seed " << seed << ", effort " << effort);
      const Result<Bytes> made = encoded(shown, frames.canvas().width, frames.canvas().height, effort);
      REQUIRE(made.ok());
      CHECK(container::check_gif(*made).ok());
      CHECK(pictures_of(*made) == shown);
      CHECK(container::check_gif_repackable(*made, {}).ok());
      const container::Timing timing = container::read_gif_timing(*made);
      if (frames.count() > 1) CHECK(timing == container::Timing{3, std::vector<std::uint32_t>(frames.count(), 70)});
      ++written;
    }
  }
  CHECK(written == 600);
}

TEST_CASE("several palettes, and 256 colours in one frame, are held") {
  constexpr std::uint32_t kWidth = 32, kHeight = 16;
  std::vector<gif::Pixel> all;
  for (unsigned frame = 0; frame < 3; ++frame) {
    for (unsigned i = 0; i < kWidth * kHeight; ++i) all.push_back(colour(i % 256 + frame * 256));
  }
  const Result<Bytes> made = encoded(all, kWidth, kHeight, 5);
  REQUIRE(made.ok());
  CHECK(pictures_of(*made) == all);
  all[3] = colour(9999);  // the 257th of its frame
  CHECK(encoded(all, kWidth, kHeight, 5).error().reason == Reason::unsupported);
}

TEST_CASE("behind a frame with a graphic control every frame has one") {
  std::vector<gif::Patch> patches(3);
  for (gif::Patch& patch : patches) {
    patch.area = {0, 0, 1, 1};
    patch.colours = {colour(1)};
    patch.needed = 1;
    patch.cells = {0};
  }
  patches[1].delay = 50;
  const Result<Bytes> made = gif::encode(patches, {1, 1, 0, 1, false}, {5, {}});
  REQUIRE(made.ok());
  std::size_t controls = 0;
  for (std::size_t i = 0; i + 2 < made->size(); ++i) controls += has_text(*made, i, "\x21\xF9\x04") ? 1 : 0;
  CHECK(controls == 2);
}

TEST_CASE("a transparent pixel beside 256 colours is one too many") {
  std::vector<gif::Pixel> all;
  for (unsigned i = 0; i < 256; ++i) all.push_back(colour(i));
  REQUIRE(encoded(all, 256, 1, 5).ok());
  all.push_back(gif::kNoPixel);
  CHECK(encoded(all, 257, 1, 5).error().reason == Reason::unsupported);
  all[7] = all[6];
  const Result<Bytes> made = encoded(all, 257, 1, 5);
  REQUIRE(made.ok());
  CHECK(pictures_of(*made) == all);
}

TEST_CASE("a screen that a first frame makes larger than sizes can say is refused") {
  const Bytes source = test::make_gif_film({1, 1, test::some_colours(2), {}, {flat_picture(0, 0xFFFF, 1, 1, 1)}});
  container::Window window(source);
  container::GifFrames frames(window);
  REQUIRE(frames.read_all().ok());
  REQUIRE(frames.canvas().height == 0x10000);
  CHECK(encoded(pictures_of(source), 1, 0x10000, 5).error().reason == Reason::unsupported);
  CHECK(encoded(std::vector<gif::Pixel>(0xFFFF, colour(1)), 1, 0xFFFF, 5).ok());
}

TEST_CASE("higher efforts write fewer bytes in total, and unchanged pixels cost next to nothing") {
  std::vector<gif::Pixel> noise, all;
  std::mt19937 engine(7);
  for (unsigned i = 0; i < 96 * 64; ++i) noise.push_back(colour(static_cast<unsigned>(engine() % 200)));
  for (unsigned frame = 0; frame < 4; ++frame) {
    noise[100 + frame] = colour(250);
    noise[6000 - frame] = colour(251);
    all.insert(all.end(), noise.begin(), noise.end());
  }
  std::size_t last = all.size();
  for (int effort = 0; effort <= 9; ++effort) {
    const Result<Bytes> made = encoded(all, 96, 64, effort);
    REQUIRE(made.ok());
    CHECK(made->size() <= last);
    last = made->size();
  }
  const Result<Bytes> still = encoded(noise, 96, 64, 9);
  REQUIRE(still.ok());
  CHECK(last < still->size() + 3 * 400);
}
