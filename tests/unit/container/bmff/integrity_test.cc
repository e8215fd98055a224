#include "container/integrity.h"

#include "tests/support/catch.h"
#include "tests/support/container_checks.h"
#include "tests/support/image_builders.h"

using namespace whittle::test;
using namespace whittle;

TEST_CASE("AVIF: item data inside the file") {
  const Bytes good = make_avif();
  const std::size_t iloc = find(good, "iloc");
  CHECK(check(with_change(good, iloc + 18, 0x7F), Format::avif) == Reason::truncated);
  CHECK(check(with_change(good, iloc + 22, 0x7F), Format::avif) == Reason::truncated);
  CHECK(check(with_change(good, iloc + 13, 9), Format::avif) == Reason::corrupt);  // another item's
  CHECK(check(with_change(good, find(good, "pitm"), 'x'), Format::avif) == Reason::corrupt);
  CHECK(check(with_change(good, find(good, "iloc"), 'x'), Format::avif) == Reason::corrupt);
  CHECK(check(with_change(good, find(good, "meta"), 'x'), Format::avif) == Reason::truncated);
  const Bytes sequence = make_avif({.sequence_frames = 3, .brand = "avis"});
  CHECK(check(with_change(sequence, find(sequence, "stco") + 12, 0x7F), Format::avif) == Reason::truncated);
  CHECK(check(with_change(sequence, find(sequence, "pitm"), 'x'), Format::avif) ==
        Reason::none);  // no still: no damage
  CHECK(check(with_change(sequence, find(sequence, "stsz") + 8, 0x7F), Format::avif) == Reason::truncated);
}
