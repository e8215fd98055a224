// PNG from pixels: libvips only puts them into a PNG, as fast as it can; our own engine makes that small. PNG to PNG
// does not come this way (png_repack), nor does loss (png_palette).

#include "engine/effort.h"
#include "engine/formats/rows.h"

namespace whittle::engine {

Result<std::vector<Variant>> png_variants(const Encoding&, const Settings&) {
  return std::vector<Variant>{{"png-lossless", {{"compression", 1}, {"filter", VIPS_FOREIGN_PNG_FILTER_NONE}}}};
}

PixelCost png_cost(const Settings& settings) {
  // By effort, between photographs (less) and small graphics (more); flat screenshots take a third.
  constexpr double kLossless[10] = {200, 400, 450, 600, 900, 1300, 1700, 1900, 2000, 2300};
  const double lossless = at_effort(kLossless, settings.effort);
  if (settings.fidelity == Fidelity::lossless) return {.bytes = 12, .ms_per_megapixel = lossless, .search = {0, 1}};
  // Palettes are scored, whether searched or not, and compared with what the lossless engine makes.
  return {.bytes = 60, .ms_per_megapixel = (600 + lossless) * (settings.target_score ? 2 : 1), .search = {0, 1}};
}

}  // namespace whittle::engine
