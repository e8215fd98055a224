// GIF by cgif. Reusing the source's palettes is the only way to keep its colours exactly; where that fails (several
// local palettes, transparency beside 256 colours), quantising afresh with no dithering may still reproduce every
// pixel, and the check decides.

#include <array>

#include "engine/effort.h"
#include "engine/encode.h"
#include "engine/errors.h"
#include "engine/formats/rows.h"

namespace whittle::engine {
namespace {

Error too_many_colours() {
  return unsupported("has more colours than GIF can hold exactly: add -q");
}

/// Whether an in-memory image of 8-bit samples, up to four a pixel, has more than 256 different pixels.
bool has_too_many_colours(VipsImage* image) {
  constexpr std::size_t kSlots = 1024;  // open addressing, at most a quarter full
  std::array<std::uint32_t, kSlots> slots{};
  std::array<bool, kSlots> used{};
  int colours = 0;
  std::uint32_t last = 0;
  for (int y = 0; y < image->Ysize; ++y) {
    const VipsPel* p = VIPS_IMAGE_ADDR(image, 0, y);
    for (int x = 0; x < image->Xsize; ++x, p += image->Bands) {
      std::uint32_t pixel = 0;
      for (int band = 0; band < image->Bands; ++band) pixel = pixel << 8 | p[band];
      if (colours > 0 && pixel == last) continue;
      last = pixel;
      std::size_t slot = pixel * 2654435761u >> 22;
      while (used[slot] && slots[slot] != pixel) slot = (slot + 1) % kSlots;
      if (used[slot]) continue;
      used[slot] = true;
      slots[slot] = pixel;
      if (++colours > 256) return true;
    }
  }
  return false;
}

}  // namespace

Result<std::vector<Variant>> gif_variants(const Encoding& encoding, const Settings& settings) {
  const int effort = quantiser_effort(settings.effort);
  const bool from_gif = encoding.job.facts.format == Format::gif;
  VipsImage* const image = encoding.prepared.image.get();
  std::vector<Variant> variants;
  if (settings.fidelity == Fidelity::lossless) {
    if (vips::frame_count(image) == 1 && has_too_many_colours(image)) return too_many_colours();
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
  const double error = (100 - settings.quality) / 5.0;
  variants.push_back({"gif-vips",
                      {{"effort", effort},
                       {"dither", from_gif ? 0.0 : 1.0},
                       {"reuse", from_gif && !settings.resize ? 1 : 0},
                       {"interframe-maxerror", error},
                       {"keep-duplicate-frames", 1}}});
  return variants;
}

std::optional<Error> excuse_gif(const container::Header& facts) {
  if (facts.format != Format::gif) return too_many_colours();
  return unsupported("no repack reproduces all frames of this GIF exactly");
}

PixelCost gif_cost(const Settings&) {
  return {.bytes = 16, .ms_per_megapixel = 300};
}

}  // namespace whittle::engine
