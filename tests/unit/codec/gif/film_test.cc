#include "codec/gif/film.h"

#include "tests/support/catch.h"
#include "tests/support/gif_files.h"

using namespace whittle;
using test::flat_picture;
using test::GifFilm;

namespace {

/// As test::shown has them; empty when a frame cannot be read, and then `reason` says why.
std::vector<std::uint16_t> frames_of(ByteView file, Reason* reason = nullptr) {
  container::Window window(file);
  container::GifFrames frames(window);
  REQUIRE(frames.read_all().ok());
  gif::Film film(file, frames);
  std::vector<std::uint16_t> all;
  for (std::uint32_t i = 0; i < frames.count(); ++i) {
    const Result<ByteView> canvas = film.next();
    if (!canvas.ok()) {
      if (reason != nullptr) *reason = canvas.error().reason;
      return {};
    }
    for (const std::byte value : *canvas) all.push_back(static_cast<std::uint16_t>(std::to_integer<int>(value) * 257));
  }
  return all;
}

}  // namespace

TEST_CASE("films show what their description says") {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    const GifFilm film = test::random_film(seed);
    INFO("seed " << seed);
    CHECK(frames_of(test::make_gif_film(film)) == test::shown(film));
  }
}

TEST_CASE("a cleared frame leaves the ground, a restored one what was before it") {
  GifFilm film{.width = 4, .height = 2, .colours = test::some_colours(4)};
  film.pictures = {flat_picture(0, 0, 4, 2, 1), flat_picture(0, 0, 2, 2, 2), flat_picture(2, 0, 1, 1, 3)};
  for (const unsigned disposal : {0u, 1u, 2u, 3u, 4u, 7u}) {
    film.pictures[1].control->disposal = disposal;
    const auto last = [&] {
      const std::vector<std::uint16_t> all = frames_of(test::make_gif_film(film));
      return std::vector<std::uint16_t>(all.end() - 8 * 4, all.end() - 8 * 4 + 4);  // its first pixel
    }();
    const auto& [red, green, blue] = film.colours[disposal == 3 || disposal == 4 ? 1 : 2];
    const std::vector<std::uint16_t> colour{static_cast<std::uint16_t>(red * 257),
                                            static_cast<std::uint16_t>(green * 257),
                                            static_cast<std::uint16_t>(blue * 257), 0xFFFF};
    CHECK(last == (disposal == 2 ? std::vector<std::uint16_t>(4, 0) : colour));
  }
}

TEST_CASE("what viewers make up is not read, what is missing is damage") {
  GifFilm film{.width = 5, .height = 4, .colours = test::some_colours(4), .pictures = {flat_picture(0, 0, 5, 4, 3)}};
  Reason reason = Reason::none;
  film.colours.resize(2);  // codes of two bits still name the fourth colour
  CHECK(frames_of(test::make_gif_film(film), &reason).empty());
  CHECK(reason == Reason::unsupported);
  film.pictures[0].control->transparent = 3;
  CHECK(frames_of(test::make_gif_film(film)) == test::shown(film));
  film.colours.clear();
  CHECK(frames_of(test::make_gif_film(film), &reason).empty());
  CHECK(reason == Reason::unsupported);
  film = {.width = 5, .height = 4, .colours = test::some_colours(4), .pictures = {flat_picture(0, 0, 5, 4, 3)}};
  Bytes short_of_pixels = test::make_gif_film(film);
  const std::size_t descriptor = 13 + 12 + 8;  // behind screen, table and graphic control
  short_of_pixels[descriptor + 7] = std::byte{5};
  CHECK(frames_of(short_of_pixels, &reason).empty());
  CHECK(reason == Reason::corrupt);
}
