// WebP by libwebp. Lossless must say `exact`, or colours under alpha 0 are lost; where libvips cannot say it, the check
// finds out.

#include "container/webp/frames.h"
#include "engine/effort.h"
#include "engine/errors.h"
#include "engine/formats/rows.h"
#include "engine/timing.h"

namespace whittle::engine {
namespace {

struct Steps {
  int method;          ///< 0-6
  int lossless_power;  ///< 0-100, libwebp's "quality" in lossless mode
  int sharp_yuv;       ///< 0, 1: better chroma edges, slower
};

// Of a 2.8 MP photograph method 4 takes 364 ms, and is what libwebp, sharp and bare libvips use; 6 costs twice that for
// 1-2 %.
constexpr Steps kSteps[10] = {{0, 0, 0},  {1, 20, 0}, {2, 40, 0}, {3, 50, 0}, {4, 70, 0},
                              {4, 75, 0}, {5, 80, 1}, {5, 90, 1}, {6, 95, 1}, {6, 100, 1}};

}  // namespace

Result<std::vector<Variant>> webp_variants(const Encoding&, const Settings& settings) {
  const Steps& steps = at_effort(kSteps, settings.effort);
  if (settings.fidelity == Fidelity::lossless) {
    return std::vector<Variant>{
        {"webp-vips", {{"lossless", 1}, {"exact", 1}, {"Q", steps.lossless_power}, {"effort", steps.method}}}};
  }
  return std::vector<Variant>{
      {"webp-vips", {{"Q", settings.quality}, {"effort", steps.method}, {"smart-subsample", steps.sharp_yuv}}}};
}

Result<vips::ImagePtr> webp_with_even_delays(vips::ImagePtr image, const Variant&) {
  const std::vector<int> delays(static_cast<std::size_t>(vips::frame_count(image.get())), container::kWebpEncodedDelay);
  if (delays.size() > 1) set_delays(image.get(), delays);
  return image;
}

Result<Bytes> webp_with_frames(Bytes saved, VipsImage* image) {
  if (vips::frame_count(image) == 1) return saved;
  return container::restore_webp_frames(saved, timing_of(image));
}

std::optional<Error> refuse_lossless_webp(const container::Header& facts, const Settings&) {
  if (facts.format != Format::webp || facts.coding != container::Coding::lossy) return std::nullopt;
  return unsupported("is a lossy WebP, which cannot be repacked without loss: add -q");
}

std::optional<Error> excuse_webp(const container::Header&) {
  if (vips::has_argument("webpsave_buffer", "exact")) return std::nullopt;
  return unsupported("has colours under full transparency, which this build's WebP encoder drops");
}

PixelCost webp_cost(const Settings& settings) {
  constexpr double kLossless = 34, kLossy = 7.6;
  if (settings.fidelity == Fidelity::lossless) {
    return {.bytes = kLossless, .ms_per_megapixel = 170.0 * (1 + settings.effort)};
  }
  return {.bytes = kLossy, .ms_per_megapixel = 50.0 + 35.0 * settings.effort, .exact_bytes = kLossless - kLossy};
}

const Curves kWebpCurves{
    .photo = {.score = {2,    17.3, 26.3, 33.3, 38.3, 43,   48.1, 51.3, 53.5, 55.7, 58.3,
                        60.3, 62,   64,   65.6, 67.8, 72.8, 77.3, 82.5, 87.2, 89},
              .bits_per_pixel = {0.105, 0.134, 0.168, 0.2,   0.234, 0.273, 0.312, 0.346, 0.385, 0.428, 0.459,
                                 0.499, 0.537, 0.572, 0.621, 0.669, 0.856, 1.102, 1.512, 2.375, 3.222},
              .sample_loss = 0.97},
    .graphic = {.score = {41.7, 47.4, 53.7, 59.4, 62,   68.2, 70.1, 72.6, 73.7, 73.8, 77.2,
                          77.7, 78.6, 79.9, 80.8, 81.4, 83.4, 84.8, 85.8, 86,   87},
                .bits_per_pixel = {0.076, 0.092, 0.102, 0.113, 0.125, 0.133, 0.14,  0.151, 0.162, 0.172, 0.179,
                                   0.185, 0.194, 0.2,   0.205, 0.215, 0.225, 0.262, 0.318, 0.433, 0.547},
                .sample_loss = 0.9}};

}  // namespace whittle::engine
