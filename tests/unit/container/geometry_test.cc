#include "container/geometry.h"

#include "tests/support/catch.h"

using whittle::Resize;
using whittle::container::fit;
using whittle::container::Size;

namespace {
Resize box(std::uint32_t width, std::uint32_t height, bool enlarge = false) {
  return {Resize::Kind::box, width, height, 0, enlarge};
}
}  // namespace

TEST_CASE("a box fits the picture and keeps its shape") {
  CHECK(fit({3200, 1600}, box(1600, 0)) == Size{1600, 800});
  CHECK(fit({3200, 1600}, box(0, 900)) == Size{1800, 900});
  CHECK(fit({3200, 1600}, box(1600, 900)) == Size{1600, 800});
  CHECK(fit({1600, 3200}, box(1600, 900)) == Size{450, 900});
}

TEST_CASE("edges and percent") {
  CHECK(fit({3000, 2000}, {Resize::Kind::long_edge, 0, 0, 1500, false}) == Size{1500, 1000});
  CHECK(fit({3000, 2000}, {Resize::Kind::short_edge, 0, 0, 1000, false}) == Size{1500, 1000});
  CHECK(fit({333, 100}, {Resize::Kind::percent, 0, 0, 50, false}) == Size{167, 50});
}

TEST_CASE("nothing is enlarged unless asked, and no side vanishes") {
  CHECK(fit({100, 50}, box(200, 0)) == Size{100, 50});
  CHECK(fit({100, 50}, box(200, 0, true)) == Size{200, 100});
  CHECK(fit({10000, 2}, box(100, 0)) == Size{100, 1});
}

TEST_CASE("the size of an output is as seen") {
  whittle::container::Header facts;
  facts.width = 400;
  facts.height = 300;
  facts.orientation = 6;
  CHECK(whittle::container::output_size(facts, std::nullopt) == Size{300, 400});
  CHECK(whittle::container::output_size(facts, box(150, 0)) == Size{150, 200});
}
