// JPEG is written by encoders of our own: from pixels and with loss by jpeg_lossy, from a JPEG without loss by
// jpeg_repack. Here is what both have to say beforehand.

#include "container/geometry.h"
#include "engine/errors.h"
#include "engine/formats/jpeg_repack.h"
#include "engine/formats/rows.h"

namespace whittle::engine {
namespace {

using container::Has;

// What the coefficient engine cannot do, or leaves alone.
std::optional<Error> refuse_repack(const container::Header& facts, const Settings& settings) {
  if (facts.arithmetic == Has::yes) {
    return unsupported("is a JPEG with arithmetic coding, which is left as it is: add -q");
  }
  if (facts.unusual_coding == Has::yes) {
    return unsupported("is a lossless or hierarchical JPEG, which is left as it is");
  }
  if (container::output_size(facts, settings.resize) != container::oriented_size(facts)) {
    return unsupported("a JPEG cannot be resized without loss: add -q");
  }
  return std::nullopt;
}

}  // namespace

std::optional<Error> refuse_jpeg_source(const container::Header& facts) {
  if (facts.depth <= 8) return std::nullopt;
  return unsupported("is a JPEG with " + std::to_string(facts.depth) + " bits a sample; this build reads 8");
}

std::optional<Error> refuse_lossless_jpeg(const container::Header& facts, const Settings& settings) {
  if (is_jpeg_repack(facts, settings)) return refuse_repack(facts, settings);
  return unsupported("JPEG cannot keep pixels exactly: add -q");
}

PixelCost jpeg_cost(const Settings& settings) {
  if (settings.fidelity == Fidelity::lossless) {
    return {.bytes = 11, .ms_per_megapixel = settings.effort >= 9 ? 55.0 : 10.0};  // coefficients, twice
  }
  // A search holds coefficients at both samplings.
  return {.bytes = 8.1, .ms_per_megapixel = settings.effort >= 5 ? 110.0 : 45.0, .search = {.bytes = 55}};
}

const Curves kJpegCurves{
    .photo = {.score = {-36.1, -19.5, 1.4,  14.5, 27.5, 37.4, 45.8, 51.3, 56.2, 59.2, 61.4,
                        62.1,  64.9,  67.4, 70.6, 74,   77.5, 81,   85,   88.8, 94.3},
              .bits_per_pixel = {0.087, 0.105, 0.138, 0.174, 0.217, 0.266, 0.324, 0.365, 0.422, 0.463, 0.507,
                                 0.55,  0.6,   0.662, 0.745, 0.846, 0.972, 1.153, 1.489, 2.196, 6.907},
              .sample_loss = 0.94},
    .graphic = {.score = {-0.3, 18.8, 38.1, 43.5, 49.8, 53.9, 59.8, 62.1, 66.4, 69.2, 70.5,
                          72.2, 74,   75.8, 77.8, 80.3, 82.2, 84.5, 86.4, 88.2, 94},
                .bits_per_pixel = {0.055, 0.063, 0.076, 0.088, 0.105, 0.124, 0.146, 0.161, 0.18,  0.195, 0.212,
                                   0.217, 0.234, 0.255, 0.308, 0.361, 0.424, 0.505, 0.589, 0.715, 2},
                .sample_loss = 0.89}};

}  // namespace whittle::engine
