#include "metric/quality_curve.h"

#include <cmath>

#include "tests/support/catch.h"

using namespace whittle::metric;

namespace {

Table rising() {
  Table table;
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = 40 + 2.5 * static_cast<double>(i);
  return table;
}

}  // namespace

TEST_CASE("a table is read between its entries and held at its ends") {
  CHECK(value_at(rising(), 0) == Approx(40));
  CHECK(value_at(rising(), 7) == Approx(43.5));
  CHECK(value_at(rising(), 100) == Approx(90));
  CHECK(value_at(rising(), 120) == Approx(90));
}

TEST_CASE("without points a picture is expected to be typical") {
  const QualityCurve curve(rising(), 0.7);
  for (int quality = 1; quality <= 100; quality += 9) CHECK(curve(quality) == Approx(value_at(rising(), quality)));
}

TEST_CASE("a point moves what is expected, most where it lies") {
  QualityCurve curve(rising(), 0.7);
  curve.add(60, 60, Measured::whole);  // ten below
  CHECK(curve(60) == Approx(60).margin(0.3));
  const double near = value_at(rising(), 65) - curve(65), far = value_at(rising(), 20) - curve(20);
  CHECK(near > far);
  CHECK(far > 3);
}

TEST_CASE("of two points the one of the whole decides the height, that of a sample the shape") {
  QualityCurve curve(rising(), 0.1);
  for (const int quality : {50, 60, 70})
    curve.add(quality, value_at(rising(), quality) + 6 - 0.2 * (quality - 60), Measured::sample);
  curve.add(60, value_at(rising(), 60) + 2, Measured::whole);
  CHECK(curve(60) == Approx(value_at(rising(), 60) + 2).margin(0.1));
  CHECK(curve(70) - curve(50) == Approx(10 - 4).margin(1));
}

TEST_CASE("points at the same quality do not break the equations") {
  QualityCurve curve(rising(), 0.05);
  for (int i = 0; i < 4; ++i) curve.add(70, 71, Measured::whole);
  CHECK(std::isfinite(curve(50)));
  CHECK(curve(70) == Approx(71).margin(0.05));
}
