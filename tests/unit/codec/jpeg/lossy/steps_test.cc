#include "codec/jpeg/lossy/steps.h"
#include "tests/support/catch.h"

using namespace whittle::jpeg;

TEST_CASE("the scale falls with every step of quality") {
  double last = scale_of_quality(1);
  for (double quality = 1.25; quality <= 100; quality += 0.25) {
    const double scale = scale_of_quality(quality);
    INFO(quality);
    CHECK(scale < last);
    last = scale;
  }
  CHECK(scale_of_quality(0) == scale_of_quality(1));
  CHECK(scale_of_quality(101) == scale_of_quality(100));
}

TEST_CASE("steps grow with the scale and fit baseline files") {
  for (const Channel channel : {Channel::luma, Channel::blue, Channel::red}) {
    QuantTable last = table_at(0.01, channel);
    for (double scale = 0.01; scale < 200; scale *= 1.07) {
      const QuantTable table = table_at(scale, channel);
      for (std::size_t k = 0; k < kBlock; ++k) {
        CHECK(table[k] >= last[k]);
        CHECK(table[k] >= 1);
        CHECK(table[k] <= 255);
      }
      last = table;
    }
  }
}
