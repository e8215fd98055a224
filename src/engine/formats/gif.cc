// GIF by cgif. Reusing the source's palettes is the only way to keep its colours exactly; where that fails (several
// local palettes, transparency beside 256 colours), quantising afresh with no dithering may still reproduce every
// pixel, and the check decides.

#include "engine/effort.h"
#include "engine/formats.h"
#include "engine/formats/gif_palette.h"
#include "vips/decode.h"

namespace whittle::engine {

std::vector<Variant> gif_variants(const Request& request) {
  const int effort = effort_row(request.settings.effort).gif;
  if (request.settings.fidelity == Fidelity::lossless) {
    std::vector<Variant> variants;
    if (vips::frame_count(request.image) == 1 && count_colours(request.image) > 256) return variants;
    for (const int reuse : {1, 0}) {
      variants.push_back({"gif-vips",
                          {{"reuse", reuse},
                           {"effort", effort},
                           {"dither", 0.0},
                           {"interframe-maxerror", 0.0},
                           {"interpalette-maxerror", 0.0},
                           {"keep-duplicate-frames", 1}}});
    }
    return variants;
  }
  // Pixels that hardly change between frames may stay as they were: up to 4 of 255 at quality 80. A GIF is dithered
  // already.
  const double error = (100 - request.settings.quality) / 5.0;
  return {{"gif-vips",
           {{"effort", effort},
            {"dither", request.facts.format == Format::gif ? 0.0 : 1.0},
            {"reuse", request.facts.format == Format::gif && !request.settings.resize ? 1 : 0},
            {"interframe-maxerror", error},
            {"keep-duplicate-frames", 1}}}};
}

}  // namespace whittle::engine
