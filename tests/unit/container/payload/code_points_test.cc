#include "container/payload/code_points.h"

#include "tests/support/catch.h"

using namespace whittle::container;

namespace {

double light(unsigned transfer, double signal) {
  return light_of(transfer_of(static_cast<std::uint8_t>(transfer)), signal);
}

}  // namespace

// Points that the specifications name, not formulas written again.
TEST_CASE("transfer characteristics of H.273 give light") {
  for (const unsigned transfer : {1u, 4u, 5u, 6u, 7u, 8u, 9u, 10u, 11u, 12u, 13u, 14u, 15u}) {
    CHECK(light(transfer, 1) == Approx(1));
    CHECK(light(transfer, 0) == Approx(0).margin(1e-6));
  }
  CHECK(light(7, 0.0912) == Approx(0.0228).epsilon(1e-2));  // where SMPTE ST 240 bends
  CHECK(light(7, 0.0456) == Approx(0.0114));
  CHECK(light(9, 0.5) == Approx(0.1));        // two decades
  CHECK(light(10, 0.6) == Approx(0.1));       // two and a half
  CHECK(light(17, 1) == Approx(52.37 / 48));  // above the white of a projector
  CHECK(light(16, 1) == Approx(10'000 / 203.0));
}

TEST_CASE("reserved transfer characteristics mean nothing") {
  for (const unsigned transfer : {0u, 3u, 19u, 255u}) {
    CHECK(transfer_of(static_cast<std::uint8_t>(transfer)).kind == Transfer::Kind::unknown);
  }
}
