#include "container/integrity.h"

#include "tests/support/catch.h"
#include "tests/support/container_checks.h"
#include "tests/support/image_builders.h"

using namespace whittle::test;
using namespace whittle;

TEST_CASE("WebP: chunks against VP8X") {
  WebpSpec spec;
  spec.orientation = 6;
  const Bytes good = make_extended_webp(spec);
  REQUIRE(check(good, Format::webp) == Reason::none);
  CHECK(check(with_change(good, 20, 0x08 | 0x20), Format::webp) == Reason::none);     // a profile that is not there
  CHECK(check(with_change(good, 20, 0x08 | 0x02), Format::webp) == Reason::corrupt);  // promises an animation
  CHECK(check(with_change(good, 20, 0x00), Format::webp) == Reason::none);            // hidden EXIF does no harm
  CHECK(check(with_change(good, 24, 99), Format::webp) == Reason::corrupt);           // canvas of another size
  CHECK(check(with_change(good, 4, 0xF0), Format::webp) == Reason::truncated);
  CHECK(check(with_change(good, find(good, "VP8L") + 8, 0), Format::webp) == Reason::corrupt);

  spec.frames = {WebpCoding::lossy, WebpCoding::lossless};
  const Bytes animated = make_extended_webp(spec);
  REQUIRE(check(animated, Format::webp) == Reason::none);
  CHECK(check(with_change(animated, find(animated, "ANMF") + 8, 1), Format::webp) == Reason::corrupt);  // outside
  CHECK(check(with_change(animated, find(animated, "VP8 ") + 8, 1), Format::webp) == Reason::corrupt);  // no key frame
  CHECK(check(with_change(animated, find(animated, "ANIM"), 'X'), Format::webp) == Reason::corrupt);
  CHECK(check(with_change(animated, 20, 0x08), Format::webp) == Reason::corrupt);
  CHECK(check(riff_file(riff_chunk("ABCD", {})), Format::webp) == Reason::corrupt);
}
