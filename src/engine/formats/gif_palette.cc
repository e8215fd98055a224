#include "engine/formats/gif_palette.h"

#include <array>

namespace whittle::engine {

int count_colours(VipsImage* image) {
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
      if (++colours > 256) return colours;
    }
  }
  return colours;
}

}  // namespace whittle::engine
