#include "container/integrity.h"

#include "tests/support/catch.h"
#include "tests/support/container_checks.h"
#include "tests/support/image_builders.h"

using namespace whittle::test;
using namespace whittle;

TEST_CASE("GIF: blocks") {
  const Bytes good = make_gif({.frames = 2});
  const std::size_t image = find(good, {"\x2C\0\0\0\0", 5});
  CHECK(check(with_change(good, image, 0x00), Format::gif) == Reason::corrupt);
  CHECK(check(with_change(good, image + 10, 0), Format::gif) == Reason::corrupt);
  CHECK(check(with_change(good, image + 10, 12), Format::gif) == Reason::corrupt);
  CHECK(check(with_change(good, image + 5, 0), Format::gif) == Reason::corrupt);
  CHECK(check(make_gif({.frames = 0}), Format::gif) == Reason::corrupt);
  CHECK(check(make_gif({.height = 0}), Format::gif) == Reason::corrupt);
}
