// PNG by libvips, always lossless, quality or not: without a score that holds it, a quantised palette could be anything
// from invisible to ruinous. Whether filters help depends on the picture: photographs want all of them, drawings none,
// so both are tried; an exact palette when 256 colours suffice.

#include "engine/effort.h"
#include "engine/palette.h"
#include "engine/registry.h"

namespace whittle::engine {
namespace {

int bits_for(int colours) {
  return colours <= 2 ? 1 : colours <= 4 ? 2 : colours <= 16 ? 4 : 8;
}

}  // namespace

std::vector<Variant> png_variants(const Request& request) {
  const EffortRow& effort = effort_row(request.settings.effort);
  std::vector<Variant> variants;
  variants.push_back({"png-vips", {{"compression", effort.png_level}, {"filter", VIPS_FOREIGN_PNG_FILTER_ALL}}});
  if (effort.png_tries > 1) {
    variants.push_back({"png-vips", {{"compression", effort.png_level}, {"filter", VIPS_FOREIGN_PNG_FILTER_NONE}}});
  }
  // A palette's colours are RGB, so a grey image (and its grey profile) stays out of this.
  const bool palette_possible = request.image->BandFmt == VIPS_FORMAT_UCHAR && request.image->Bands >= 3;
  const int colours = palette_possible ? count_colours(request.image) : 257;
  if (colours <= 256) {
    variants.push_back({"png-vips",
                        {{"compression", effort.png_level},
                         {"filter", VIPS_FOREIGN_PNG_FILTER_NONE},
                         {"palette", 1},
                         {"Q", 100},
                         {"dither", 0.0},
                         {"bitdepth", bits_for(colours)},
                         {"effort", 7}}});  // faster ones round the colours
  }
  return variants;
}

}  // namespace whittle::engine
