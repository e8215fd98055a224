// PNG from pixels: libvips only puts them into a PNG, as fast as it can; our own engine makes that small. PNG to PNG
// does not come this way (png_repack), nor does loss (png_palette).

#include "engine/formats.h"

namespace whittle::engine {

std::vector<Variant> png_variants(const Request&) {
  return {{"png-lossless", {{"compression", 1}, {"filter", VIPS_FOREIGN_PNG_FILTER_NONE}}}};
}

}  // namespace whittle::engine
