#include "codec/gif/lossy.h"

#include <random>

#include "codec/gif/encode.h"
#include "codec/gif/film.h"
#include "codec/gif/record.h"
#include "tests/support/catch.h"
#include "tests/support/gif_files.h"

using namespace whittle;
using gif::Pixel;
using gif::Tolerance;

namespace {

/// All frames of a file below one another.
std::vector<Pixel> pictures_of(ByteView file) {
  container::Window window(file);
  container::GifFrames frames(window);
  REQUIRE(frames.read_all().ok());
  gif::Film film(file, frames);
  std::vector<Pixel> all;
  for (std::uint32_t i = 0; i < frames.count(); ++i) {
    const Result<ByteView> canvas = film.next();
    REQUIRE(canvas.ok());
    const std::size_t at = all.size();
    all.resize(at + canvas->size() / 4);
    std::memcpy(all.data() + at, canvas->data(), canvas->size());
  }
  return all;
}

Bytes encoded(const std::vector<Pixel>& all, std::uint32_t width, std::uint32_t height,
              std::optional<Tolerance> tolerance) {
  const std::size_t size = std::size_t{width} * height;
  gif::Recorder recorder(width, height, tolerance);
  for (std::size_t at = 0; at < all.size(); at += size) {
    REQUIRE(recorder.add(std::span(all).subspan(at, size), {0, 0, width, height}, 70).ok());
  }
  auto patches = recorder.finish();
  REQUIRE(patches.ok());
  auto made = gif::encode(*std::move(patches), {width, height, 0, 0, recorder.is_bare()}, {5, {}});
  REQUIRE(made.ok());
  return *std::move(made);
}

bool all_may_show(const std::vector<Pixel>& is, const std::vector<Pixel>& was, const Tolerance& tolerance) {
  gif::Looks looks;
  return std::equal(is.begin(), is.end(), was.begin(), was.end(),
                    [&](Pixel a, Pixel b) { return a == b || gif::may_show(a, b, tolerance, looks); });
}

Pixel grey(unsigned level) {
  return 0xFF000000u | level * 0x010101u;
}

/// A ramp of greys with noise on it, which is another one in each frame.
std::vector<Pixel> noisy_film(std::uint32_t width, std::uint32_t height, int frames) {
  std::mt19937 engine(5);
  std::vector<Pixel> all;
  for (int frame = 0; frame < frames; ++frame) {
    for (std::uint32_t i = 0; i < width * height; ++i) {
      all.push_back(grey(40 + i % width + static_cast<std::uint32_t>(engine() % 6)));
    }
  }
  return all;
}

}  // namespace

TEST_CASE("what is lost is within the tolerance, frame by frame, and transparency is never lost") {
  for (std::uint32_t seed = 0; seed < 80; ++seed) {
    const Bytes source = test::make_gif_film(test::random_film(seed));
    container::Window window(source);
    container::GifFrames frames(window);
    REQUIRE(frames.read_all().ok());
    const auto [left, top, width, height] = frames.canvas();
    const std::vector<Pixel> shown = pictures_of(source);
    for (const Tolerance& tolerance : {Tolerance{0.05, 0.02}, Tolerance{1, 0.5}, Tolerance{6, 3}}) {
      INFO("seed " << seed << ", tolerance " << tolerance.colours);
      CHECK(all_may_show(pictures_of(encoded(shown, width, height, tolerance)), shown, tolerance));
    }
  }
}

TEST_CASE("more tolerance takes fewer bytes, in stills and in films") {
  for (const int frames : {1, 4}) {
    const std::vector<Pixel> film = noisy_film(128, 64, frames);
    std::size_t last = encoded(film, 128, 64, {}).size();
    for (const Tolerance& tolerance : {Tolerance{0.2, 0.1}, Tolerance{0.6, 0.3}, Tolerance{2, 1}}) {
      const Bytes made = encoded(film, 128, 64, tolerance);
      CHECK(made.size() < last * 9 / 10);
      CHECK(all_may_show(pictures_of(made), film, tolerance));
      last = made.size();
    }
  }
}

TEST_CASE("what stays is not painted again because it is not quite what it was to be") {
  std::vector<Pixel> film = noisy_film(128, 64, 1);
  const std::size_t size = film.size();
  film.insert(film.end(), film.begin(), film.begin() + static_cast<std::ptrdiff_t>(size));
  film[size + 77] = 0xFF0000FF;
  const Tolerance tolerance{2, 0.1};
  const std::size_t one =
      encoded({film.begin(), film.begin() + static_cast<std::ptrdiff_t>(size)}, 128, 64, tolerance).size();
  CHECK(encoded(film, 128, 64, tolerance).size() < one + 60);
}

TEST_CASE("a frame with more colours than a table has room for beside what stays is held") {
  std::vector<Pixel> film;
  for (unsigned frame = 0; frame < 2; ++frame) {
    for (unsigned i = 0; i < 64 * 8; ++i) film.push_back(i % 64 < 30 * frame ? grey(9) : grey(i % 256));
  }
  const Tolerance tolerance{1, 0.5};
  CHECK(all_may_show(pictures_of(encoded(film, 64, 8, tolerance)), film, tolerance));
}
