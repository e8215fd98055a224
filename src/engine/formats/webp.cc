// WebP by libwebp. Lossless must say `exact`, or colours under alpha 0 are lost; where libvips cannot say it, the check
// finds out.

#include "engine/effort.h"
#include "engine/formats.h"

namespace whittle::engine {

std::vector<Variant> webp_variants(const Request& request) {
  const EffortRow& effort = effort_row(request.settings.effort);
  if (request.settings.fidelity == Fidelity::lossless) {
    return {{"webp-vips",
             {{"lossless", 1}, {"exact", 1}, {"Q", effort.webp_lossless_power}, {"effort", effort.webp_method}}}};
  }
  return {
      {"webp-vips",
       {{"Q", request.settings.quality}, {"effort", effort.webp_method}, {"smart-subsample", effort.webp_sharp_yuv}}}};
}

}  // namespace whittle::engine
