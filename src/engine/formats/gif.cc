// Lossy GIF by cgif, where libimagequant makes the palette. What is to be exact is written by our own encoder
// (gif_repack.cc).

#include "engine/effort.h"
#include "engine/encode.h"
#include "engine/formats/rows.h"

namespace whittle::engine {

Result<std::vector<Variant>> gif_variants(const Encoding& encoding, const Settings& settings) {
  const int effort = quantiser_effort(settings.effort);
  const bool from_gif = encoding.job.facts.format == Format::gif;
  const bool same_colours = encoding.prepared.edit.colour_tags == container::MetadataEdit::ColourTags::keep;
  // Pixels that hardly change between frames may stay as they were: up to 4 of 255 at quality 80. A GIF is dithered
  // already.
  const double error = (100 - settings.quality) / 5.0;
  std::vector<Variant> variants;
  variants.push_back({"gif-vips",
                      {{"effort", effort},
                       {"dither", from_gif ? 0.0 : 1.0},
                       {"reuse", from_gif && same_colours && !settings.resize ? 1 : 0},
                       {"interframe-maxerror", error},
                       {"keep-duplicate-frames", 1}}});
  return variants;
}

PixelCost gif_cost(const Settings& settings) {
  return {.bytes = settings.fidelity == Fidelity::lossless ? 36.0 : 16.0, .ms_per_megapixel = 300};
}

}  // namespace whittle::engine
