// JPEG XL by libjxl, in builds whose libvips has it (not the bundle). Lossless or by quality.

#include "engine/effort.h"
#include "engine/formats/rows.h"

namespace whittle::engine {

Result<std::vector<Variant>> jxl_variants(const Encoding&, const Settings& settings) {
  constexpr int kSteps[10] = {1, 2, 3, 4, 5, 6, 7, 7, 8, 9};  // 7 is libjxl's default; 8 and 9 are slower by factors
  const int effort = at_effort(kSteps, settings.effort);
  if (settings.fidelity == Fidelity::lossless) {
    return std::vector<Variant>{{"jxl-vips", {{"lossless", 1}, {"effort", effort}}}};
  }
  return std::vector<Variant>{{"jxl-vips", {{"Q", settings.quality}, {"effort", effort}}}};
}

PixelCost jxl_cost(const Settings& settings) {
  return {.bytes = 40, .ms_per_megapixel = 200.0 + 100.0 * settings.effort};
}

}  // namespace whittle::engine
