// What is seen in a search must be what decoders will show.

#include <algorithm>

#include "codec/jpeg/decode/decode.h"
#include "codec/jpeg/lossy/lossy.h"
#include "codec/jpeg/scans/write.h"
#include "tests/support/catch.h"
#include "tests/support/painted.h"
#include "tests/support/test_images.h"

using namespace whittle;
using namespace whittle::jpeg;

namespace {

/// libjpeg's samples of a file in the sense of PixelRows.
std::vector<std::uint8_t> by_libjpeg(const Bytes& file) {
  test::JpegRaster raster = test::decode_jpeg(file);
  CHECK(raster.warnings == 0);
  if (raster.components == 4) {
    for (std::uint8_t& sample : raster.samples) sample = static_cast<std::uint8_t>(255 - sample);
  }
  return raster.samples;
}

void check_same(int width, int height, int channels, Sampling sampling, double scale) {
  const Raster original = test::painted(width, height, channels);
  const Coefficients coefficients = quantise_at(transform(original.rows(), sampling), scale, 5);
  auto file = jpeg::write(coefficients, {.effort = 1, .baseline = false, .markers = {}, .deadline = {}});
  REQUIRE(file.ok());
  INFO(width << "x" << height << ", " << channels << " channels, " << (sampling == Sampling::half ? "half" : "full")
             << " chroma, scale " << scale);
  CHECK((decode(coefficients).samples == by_libjpeg(*file)));
}

}  // namespace

TEST_CASE("decoded coefficients are the pixels that libjpeg decodes") {
  for (const Sampling sampling : {Sampling::half, Sampling::full}) {
    for (const int channels : {1, 3, 4}) {
      for (int size = 1; size <= 17; ++size) {
        check_same(size, 18 - size, channels, sampling, 2);
        check_same(size, 3, channels, sampling, 1);
        check_same(2, size, channels, sampling, 1);
      }
      for (const double scale : {0.1, 1.0, 4.0, 30.0}) check_same(75, 61, channels, sampling, scale);
    }
  }
}
