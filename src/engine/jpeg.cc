// JPEG by libvips: mozjpeg in the bundle, libjpeg-turbo in distributions. Lossy only; the coefficient engine comes
// beside it.

#include "engine/effort.h"
#include "engine/registry.h"

namespace whittle::engine {

std::vector<Variant> jpeg_variants(const Request& request) {
  const EffortRow& effort = effort_row(request.settings.effort);
  // Chroma at half resolution below quality 90, in full above: libvips' "auto".
  return {{"jpeg-vips",
           {{"Q", request.settings.quality},
            {"optimize-coding", 1},
            {"interlace", effort.jpeg_progressive},
            {"trellis-quant", effort.jpeg_trellis},
            {"overshoot-deringing", effort.jpeg_trellis},
            {"optimize-scans", effort.jpeg_trellis},
            {"subsample-mode", VIPS_FOREIGN_SUBSAMPLE_AUTO}}}};
}

}  // namespace whittle::engine
