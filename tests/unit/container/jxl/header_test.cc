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

namespace {

Header jxl(const JxlSpec& spec) {
  return header_of(make_jxl(spec), Format::jxl);
}

}  // namespace

TEST_CASE("JXL: size and metadata") {
  for (const auto container : {JxlSpec::Container::none, JxlSpec::Container::whole, JxlSpec::Container::parts}) {
    JxlSpec spec;
    spec.width = 12345;
    spec.height = 678;
    spec.container = container;
    Header h = jxl(spec);
    CHECK(h.width == 12345);
    CHECK(h.height == 678);
    CHECK(h.depth == 8);
    CHECK(h.orientation == 1);
    CHECK(h.frames == 1);
    CHECK(h.alpha == Has::no);
    CHECK(h.coding == Coding::lossy);
    CHECK(h.colour == container::Colour::rgb);
    spec.orientation = 7;
    spec.animated = spec.alpha = spec.grey = true;
    spec.depth = 16;
    spec.xyb = false;
    h = jxl(spec);
    CHECK(h.orientation == 7);
    CHECK(h.frames == 2);
    CHECK(h.depth == 16);
    CHECK(h.alpha == Has::yes);
    CHECK(h.coding == Coding::unknown);
    CHECK(h.colour == container::Colour::grey);
  }
}
