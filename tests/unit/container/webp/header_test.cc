#include "container/header.h"

#include "tests/support/catch.h"
#include "tests/support/container_checks.h"
#include "tests/support/image_builders.h"
#include "tests/support/strict_source.h"

using namespace whittle::test;
using namespace whittle;
using container::Coding;
using container::Has;
using container::Header;

TEST_CASE("WebP: simple files") {
  const Header lossy = header_of(make_webp(WebpCoding::lossy, 123, 45), Format::webp);
  CHECK(lossy.width == 123);
  CHECK(lossy.height == 45);
  CHECK(lossy.coding == Coding::lossy);
  CHECK(lossy.alpha == Has::no);
  const Header lossless = header_of(make_webp(WebpCoding::lossless, 16384, 1, true), Format::webp);
  CHECK(lossless.width == 16384);
  CHECK(lossless.height == 1);
  CHECK(lossless.coding == Coding::lossless);
  CHECK(lossless.alpha == Has::yes);
  CHECK(reason_of(make_webp(WebpCoding::lossy, 0, 5), Format::webp) == Reason::corrupt);
}

TEST_CASE("WebP: extended files") {
  const Header still = header_of(make_extended_webp({.orientation = 6}), Format::webp);
  CHECK(still.frames == 1);
  CHECK(still.orientation == 6);
  CHECK(still.coding == Coding::lossless);
  WebpSpec spec;
  spec.frames = {WebpCoding::lossless, WebpCoding::lossless, WebpCoding::lossless};
  CHECK(header_of(make_extended_webp(spec), Format::webp).frames == 3);
  CHECK(header_of(make_extended_webp(spec), Format::webp).coding == Coding::lossless);
  spec.frames[1] = WebpCoding::lossy;
  CHECK(header_of(make_extended_webp(spec), Format::webp).coding == Coding::lossy);
  spec.alpha = true;
  CHECK(header_of(make_extended_webp(spec), Format::webp).alpha == Has::yes);
  const Bytes empty = riff_file(riff_chunk("VP8X", Writer().fill(10).done()));
  CHECK(reason_of(empty, Format::webp) == Reason::corrupt);
}
