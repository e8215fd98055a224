#include "report/eta.h"

#include <cmath>
#include <limits>

#include "tests/support/catch.h"

namespace whittle::report {
namespace {

TEST_CASE("no estimate before it means something") {
  Eta eta;
  CHECK_FALSE(eta.remaining(0));
  CHECK_FALSE(eta.done_share());
  eta.plan(1000, 10);
  CHECK_FALSE(eta.remaining(10));
  CHECK_FALSE(eta.remaining(500));
  for (int i = 0; i < 7; ++i) eta.finish(1, 10.5);
  CHECK_FALSE(eta.remaining(20));
  eta.finish(1, 10.6);
  CHECK_FALSE(eta.remaining(11.9));
  CHECK(eta.remaining(12.1));
}

TEST_CASE("one large file is enough when it is a large share") {
  Eta eta;
  eta.plan(100, 0);
  eta.finish(10, 5);
  REQUIRE(eta.remaining(5));
  CHECK(*eta.remaining(5) == Approx(45));
}

TEST_CASE("a steady run counts down by the clock") {
  Eta eta;
  eta.plan(100, 0);
  for (int second = 1; second <= 99; ++second) {
    eta.start(1);
    eta.finish(1, second);
    if (second < 10) continue;
    REQUIRE(eta.remaining(second));
    CHECK(*eta.remaining(second) == Approx(100 - second).margin(0.5));
  }
  eta.finish(1, 100);
  CHECK(*eta.remaining(100) == 0);
  CHECK(*eta.done_share() == Approx(1));
}

TEST_CASE("costs, not files, weigh") {
  Eta eta;
  eta.plan(1000, 0);
  for (int i = 0; i < 10; ++i) eta.finish(10, i + 1.0);  // a tenth of the cost in ten seconds
  CHECK(*eta.remaining(10) == Approx(90));
  CHECK(*eta.done_share() == Approx(0.1));
}

TEST_CASE("a burst in one instant counts in full and gives no infinity") {
  Eta eta;
  eta.plan(100, 0);
  for (int i = 0; i < 10; ++i) eta.finish(1, 5);
  CHECK(*eta.remaining(5) == Approx(45));
  Eta at_once;
  at_once.plan(100, 5);
  for (int i = 0; i < 10; ++i) at_once.finish(1, 5);
  CHECK_FALSE(at_once.remaining(5));
  CHECK_FALSE(at_once.remaining(8));  // still no time that belongs to this work
  at_once.finish(1, 9);
  REQUIRE(at_once.remaining(9));
  CHECK(std::isfinite(*at_once.remaining(9)));
}

TEST_CASE("a change of speed is followed within the memory") {
  Eta eta;
  eta.plan(10'000, 0);
  double now = 0;
  for (int i = 0; i < 600; ++i) eta.finish(1, now += 0.1);  // 10 a second
  CHECK(*eta.remaining(now) == Approx(940).epsilon(0.02));
  for (int i = 0; i < 100; ++i) eta.finish(1, now += 1);  // 1 a second, for more than three memories
  CHECK(*eta.remaining(now) == Approx(9300).epsilon(0.5));
  CHECK(*eta.remaining(now) > 5000);
}

TEST_CASE("a long encode counts down, then the estimate grows instead of standing at zero") {
  Eta eta;
  eta.plan(110, 0);
  for (int i = 1; i <= 10; ++i) eta.finish(1, i);
  eta.start(100);
  const double first = *eta.remaining(10);
  CHECK(first == Approx(100));
  CHECK(*eta.remaining(40) == Approx(70));
  CHECK(*eta.remaining(90) == Approx(20));
  double last = *eta.remaining(110);
  CHECK(last > 0);
  for (double now = 111; now < 200; now += 1) {
    CHECK(*eta.remaining(now) > last);
    last = *eta.remaining(now);
  }
}

TEST_CASE("without work in progress nothing is credited") {
  Eta eta;
  eta.plan(100, 0);
  for (int i = 1; i <= 10; ++i) eta.finish(1, i);
  CHECK(*eta.remaining(11) > *eta.remaining(10));
}

TEST_CASE("zero, negative and absurd costs are no work") {
  Eta eta;
  eta.plan(0, 0);
  for (int i = 0; i < 20; ++i) eta.finish(0, i);
  CHECK_FALSE(eta.remaining(20));
  CHECK_FALSE(eta.done_share());

  eta.plan(10, 0);
  for (int i = 0; i < 20; ++i) eta.finish(0, i);
  CHECK_FALSE(eta.remaining(20));
  eta.finish(-5, 20);
  eta.finish(std::numeric_limits<double>::quiet_NaN(), 20);
  eta.finish(std::numeric_limits<double>::infinity(), 20);
  eta.start(-3);
  CHECK(*eta.done_share() == 0);
  eta.finish(5, 21);
  CHECK(*eta.done_share() == Approx(0.5));
  CHECK(*eta.remaining(21) == Approx(21));

  eta.plan(std::numeric_limits<double>::quiet_NaN(), 0);
  CHECK_FALSE(eta.done_share());
}

TEST_CASE("the share only grows, and never over one, when files cost more than planned") {
  Eta eta;
  eta.plan(10, 0);
  double share = 0;
  for (int i = 1; i <= 40; ++i) {
    eta.finish(0.5, i);
    CHECK(*eta.done_share() >= share);
    share = *eta.done_share();
    const std::optional<double> left = eta.remaining(i);
    if (left) CHECK(*left >= 0);
  }
  CHECK(share == 1);
}

TEST_CASE("a clock that goes back does no harm") {
  Eta eta;
  eta.plan(100, 100);
  for (int i = 1; i <= 10; ++i) eta.finish(1, 100 + i);
  eta.finish(1, 50);
  REQUIRE(eta.remaining(110));
  CHECK(*eta.remaining(110) == Approx(80.9).epsilon(0.02));
  CHECK_FALSE(eta.remaining(50));  // before the start nothing can be said
}

}  // namespace
}  // namespace whittle::report
