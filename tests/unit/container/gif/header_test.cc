#include "container/header.h"

#include "tests/support/catch.h"
#include "tests/support/container_checks.h"
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
