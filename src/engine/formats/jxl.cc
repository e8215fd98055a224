// JPEG XL by libjxl, in builds whose libvips has it (not the bundle). Lossless or by quality.

#include "engine/effort.h"
#include "engine/formats.h"

namespace whittle::engine {

std::vector<Variant> jxl_variants(const Request& request) {
  const int effort = effort_row(request.settings.effort).jxl;
  if (request.settings.fidelity == Fidelity::lossless) return {{"jxl-vips", {{"lossless", 1}, {"effort", effort}}}};
  return {{"jxl-vips", {{"Q", request.settings.quality}, {"effort", effort}}}};
}

}  // namespace whittle::engine
