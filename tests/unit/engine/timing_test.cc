#include "engine/timing.h"

#include "tests/support/catch.h"

using namespace whittle;
using container::Timing;
using engine::fit_timing;
using engine::row_of;

TEST_CASE("times are rounded to what a format can say, and never to what viewers do not believe") {
  const engine::FormatRow &gif = row_of(Format::gif), &webp = row_of(Format::webp);
  const Timing exact{3, {0, 10, 20, 100, 655'350}};
  CHECK(fit_timing(exact, gif) == exact);
  CHECK(fit_timing(exact, webp) == exact);
  CHECK(fit_timing({1, {0, 4, 5, 10, 11, 14, 16, 33, 16'777'215}}, gif) ==
        Timing{1, {0, 0, 10, 10, 20, 20, 20, 30, 655'350}});
  CHECK(fit_timing({1, {1, 11}}, webp) == Timing{1, {1, 11}});
}

TEST_CASE("more plays than can be counted are as many as can be; without end stays so") {
  for (const auto& [plays, in_webp] : {std::pair{0u, 0u}, {1u, 1u}, {65'535u, 65'535u}, {65'536u, 65'535u}}) {
    CHECK(fit_timing({plays, {}}, row_of(Format::webp)).plays == in_webp);
    CHECK(fit_timing({plays, {}}, row_of(Format::gif)).plays == plays);
  }
}
