// JPEG from pixels by libvips: mozjpeg in the bundle, libjpeg-turbo in distributions. The scans are chosen afterwards,
// by our own search. JPEG to JPEG without loss does not come this way: jpeg_lossless.

#include "engine/effort.h"
#include "engine/registry.h"

namespace whittle::engine {

std::vector<Variant> jpeg_variants(const Request& request) {
  const EffortRow& effort = effort_row(request.settings.effort);
  // Chroma at half resolution below quality 90, in full above: libvips' "auto".
  return {{"jpeg-vips",
           {{"Q", request.settings.quality},
            {"optimize-coding", 1},
            {"interlace", request.settings.baseline ? 0 : effort.jpeg_progressive},
            {"trellis-quant", effort.jpeg_trellis},
            {"overshoot-deringing", effort.jpeg_trellis},
            {"subsample-mode", VIPS_FOREIGN_SUBSAMPLE_AUTO}}}};
}

}  // namespace whittle::engine
