// Pixels of other formats, or changed ones, get their palette from libimagequant and a first file from cgif, which our
// own encoder then makes small (gif_lossy.cc). What is to be exact does not come this way (gif_repack.cc,
// gif_writing.cc).

#include "engine/effort.h"
#include "engine/encode.h"
#include "engine/formats/rows.h"

namespace whittle::engine {

Result<std::vector<Variant>> gif_variants(const Encoding& encoding, const Settings& settings) {
  const int effort = quantiser_effort(settings.effort);
  const bool from_gif = encoding.job.facts.format == Format::gif;
  const bool same_colours = encoding.prepared.edit.colour_tags == container::MetadataEdit::ColourTags::keep;
  std::vector<Variant> variants;
  variants.push_back({"gif-vips",
                      {{"effort", effort},
                       {"dither", from_gif ? 0.0 : 1.0},  // it is dithered already
                       {"reuse", from_gif && same_colours && !settings.resize ? 1 : 0},
                       {"keep-duplicate-frames", 1}}});
  return variants;
}

PixelCost gif_cost(const Settings& settings) {
  return {.bytes = settings.fidelity == Fidelity::lossless ? 36.0 : 16.0, .ms_per_megapixel = 300};
}

}  // namespace whittle::engine
