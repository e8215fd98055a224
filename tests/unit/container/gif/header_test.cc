#include "container/header.h"

#include "tests/support/catch.h"
#include "tests/support/container_checks.h"
#include "tests/support/gif_files.h"
#include "tests/support/image_builders.h"
#include "tests/support/strict_source.h"

using namespace whittle::test;
using namespace whittle;
using container::Has;
using container::Header;

TEST_CASE("GIF: frames are counted") {
  const Header still = header_of(make_gif({.width = 20, .height = 30}), Format::gif);
  CHECK(still.width == 20);
  CHECK(still.height == 30);
  CHECK(still.frames == 1);
  CHECK(still.colour == container::Colour::palette);
  CHECK(still.alpha == Has::no);
  const Header moving = header_of(make_gif({.frames = 12, .transparent = true, .interlaced = true}), Format::gif);
  CHECK(moving.frames == 12);
  CHECK(moving.alpha == Has::yes);
  CHECK(moving.interlaced == Has::yes);
  CHECK(reason_of(make_gif({.width = 0}), Format::gif) == Reason::corrupt);
  CHECK(reason_of(make_gif({.frames = 0}), Format::gif) == Reason::corrupt);
}

TEST_CASE("GIF: alpha is a transparent colour, or a ground that shows") {
  using test::flat_picture;
  const auto has_alpha = [](std::vector<test::GifPicture> pictures) {
    const test::GifFilm film{
        .width = 6, .height = 4, .colours = test::some_colours(4), .pictures = std::move(pictures)};
    return header_of(test::make_gif_film(film), Format::gif).alpha == Has::yes;
  };
  const test::GifPicture full = flat_picture(0, 0, 6, 4, 1), part = flat_picture(1, 1, 2, 2, 2);
  test::GifPicture cleared = full, restored = part, see_through = part;
  cleared.control->disposal = 2;
  restored.control->disposal = 3;
  see_through.control->transparent = std::uint8_t{0};
  CHECK_FALSE(has_alpha({full, part, restored, part}));
  CHECK(has_alpha({part}));
  CHECK(has_alpha({full, see_through}));
  CHECK(has_alpha({cleared, part}));
  CHECK_FALSE(has_alpha({cleared, full}));
  CHECK_FALSE(has_alpha({full, cleared}));
  CHECK(has_alpha({restored, full}));
}

TEST_CASE("GIF: a first frame larger than the screen is the canvas, later ones are not") {
  using test::flat_picture;
  test::GifFilm film{.width = 6, .height = 4, .colours = test::some_colours(4)};
  film.pictures = {flat_picture(2, 0, 6, 5, 1), flat_picture(0, 0, 20, 20, 1)};
  const Header header = header_of(test::make_gif_film(film), Format::gif);
  CHECK(header.width == 8);
  CHECK(header.height == 5);
  film.width = film.height = 0;
  CHECK(header_of(test::make_gif_film(film), Format::gif).width == 8);
  CHECK(container::check_integrity(test::make_gif_film(film), Format::gif).ok());
}
