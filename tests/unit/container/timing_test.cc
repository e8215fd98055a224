#include "container/timing.h"

#include "tests/support/catch.h"
#include "tests/support/gif_files.h"
#include "tests/support/image_builders.h"

using namespace whittle;
using container::read_timing;
using container::Timing;
using test::flat_picture;
using test::GifFilm;

TEST_CASE("GIF: the times of all frames, none where there is no control, and how often it plays") {
  GifFilm film{.width = 3, .height = 2, .colours = test::some_colours(2)};
  film.pictures = {flat_picture(0, 0, 3, 2, 0), flat_picture(0, 0, 3, 2, 1), flat_picture(0, 0, 3, 2, 0)};
  film.pictures[0].control->delay = 65535;
  film.pictures[1].control.reset();
  CHECK(read_timing(test::make_gif_film(film), Format::gif) == Timing{1, {655'350, 0, 100}});
  for (const auto& [loop, plays] : {std::pair{0u, 0u}, {1u, 2u}, {65535u, 65536u}}) {
    film.loop = loop;
    CHECK(read_timing(test::make_gif_film(film), Format::gif).plays == plays);
  }
}

TEST_CASE("GIF: a control counts for the next frame only, across comments; the last of two counts") {
  const auto control = [](unsigned delay) { return test::Writer().u8(0x21).u8(0xF9).u8(4).u8(4).le16(delay).le16(0); };
  GifFilm film{.width = 3, .height = 2, .colours = test::some_colours(2)};
  film.pictures = {flat_picture(0, 0, 3, 2, 0), flat_picture(0, 0, 3, 2, 1)};
  for (test::GifPicture& picture : film.pictures) picture.control.reset();
  film.pictures[0].before =
      test::Writer().bytes(control(5).done()).bytes(control(7).done()).u8(0x21).u8(0xFE).u8(2).text("hi").u8(0).done();
  CHECK(read_timing(test::make_gif_film(film), Format::gif) == Timing{1, {70, 0}});
}

TEST_CASE("GIF: looping blocks that say nothing") {
  const auto plays = [](const Bytes& data) {
    GifFilm film{.width = 3, .height = 2, .colours = test::some_colours(2), .pictures = {flat_picture(0, 0, 3, 2, 0)}};
    film.pictures[0].before = test::Writer().u8(0x21).u8(0xFF).u8(11).text("ANIMEXTS1.0").bytes(data).done();
    return read_timing(test::make_gif_film(film), Format::gif).plays;
  };
  CHECK(plays(test::Writer().u8(0).done()) == 1);
  CHECK(plays(test::Writer().u8(3).u8(2).le16(9).u8(0).done()) == 1);
  CHECK(plays(test::Writer().u8(3).u8(1).le16(9).u8(0).done()) == 10);
}

TEST_CASE("WebP: times and plays as they stand") {
  test::WebpSpec spec;
  spec.frames.assign(3, test::WebpCoding::lossless);
  spec.animated = true;
  const Timing timing = read_timing(test::make_extended_webp(spec), Format::webp);
  CHECK(timing.delays.size() == 3);
  CHECK(read_timing(test::make_webp(test::WebpCoding::lossless), Format::webp) == Timing{});
  CHECK(read_timing(test::make_png(), Format::png) == Timing{});
}
