#include "container/integrity.h"

#include "tests/support/catch.h"
#include "tests/support/container_checks.h"
#include "tests/support/image_builders.h"

using namespace whittle::test;
using namespace whittle;

TEST_CASE("JXL: the codestream of a container has to end") {
  const Bytes parts = make_jxl({.container = JxlSpec::Container::parts});
  std::size_t last = parts.size() - 1;
  while (!has_text(parts, last, "jxlp")) --last;
  CHECK(check(with_change(parts, last + 4, 0), Format::jxl) == Reason::truncated);
  CHECK(check(with_change(parts, last, 'x'), Format::jxl) != Reason::none);
}
