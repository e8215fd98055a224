#include "container/integrity.h"

#include "container/payload/ifd.h"
#include "tests/support/catch.h"
#include "tests/support/container_checks.h"
#include "tests/support/tiff_files.h"

using namespace whittle::test;
using namespace whittle;

TEST_CASE("TIFF: strips inside the file and enough of them") {
  const Bytes good = make_tiff({.order = Order::big});
  const std::size_t directory = be32(good, 4);
  const auto entry = [&](unsigned index) { return directory + 2 + 12 * index; };
  CHECK(check(with_change(good, entry(6) + 8, 0x7F), Format::tiff) == Reason::truncated);  // offset
  CHECK(check(with_change(good, entry(10) + 8, 0x7F), Format::tiff) == Reason::none);      // more than there is to read
  CHECK(check(with_change(good, entry(10) + 11, 5), Format::tiff) == Reason::truncated);   // too few bytes for the size
  CHECK(check(with_change(good, entry(10) + 11, 0), Format::tiff) == Reason::none);  // a hole, which no engine reads
  CHECK(check(with_change(good, entry(10) + 7, 0), Format::tiff) == Reason::none);   // no byte counts: the same
  const Bytes more_strips = with_change(good, entry(9) + 11, 1);                     // rows a strip: 5 strips needed
  CHECK(check(with_change(more_strips, entry(10) + 7, 5), Format::tiff) == Reason::corrupt);
  CHECK(check(with_change(good, entry(6) + 3, 12), Format::tiff) == Reason::corrupt);  // offsets as DOUBLE
  CHECK(check(make_tiff({.pages = 0}), Format::tiff) == Reason::corrupt);
  // Other values may lie anywhere: libtiff passes over them.
  const Bytes text = build_tiff({tiff_picture(4, 4, 8, 1, 1, Bytes(16)).say(270, "a description")});
  container::Window window(text);
  const auto block = container::TiffBlock::open(window);
  const std::uint64_t described = block->read(block->first_ifd())->find(270)->at;
  CHECK(check(with_change(text, described + 11, 0x7F), Format::tiff) == Reason::none);
}
