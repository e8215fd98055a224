#include "engine/search/content.h"

#include <algorithm>
#include <cstring>

namespace whittle::engine {

Content content_of(VipsImage* image) {
  constexpr int kRows = 64;
  constexpr double kFlat = 0.5;  // share of equal neighbours; that of photographs with a clear sky is up to 0.45
  const std::size_t pixel = VIPS_IMAGE_SIZEOF_PEL(image);
  const int step = std::max(1, image->Ysize / kRows);
  std::size_t equal = 0, all = 0;
  for (int y = 0; y < image->Ysize; y += step) {
    const VipsPel* p = VIPS_IMAGE_ADDR(image, 0, y);
    for (int x = 1; x < image->Xsize; ++x, p += pixel) equal += std::memcmp(p, p + pixel, pixel) == 0 ? 1 : 0;
    all += static_cast<std::size_t>(image->Xsize - 1);
  }
  return static_cast<double>(equal) > kFlat * static_cast<double>(all) ? Content::graphic : Content::photo;
}

bool is_one_colour(VipsImage* image) {
  const std::size_t pixel = VIPS_IMAGE_SIZEOF_PEL(image);
  const std::size_t size = VIPS_IMAGE_SIZEOF_LINE(image) * static_cast<std::size_t>(image->Ysize);
  const VipsPel* const first = VIPS_IMAGE_ADDR(image, 0, 0);
  return std::memcmp(first, first + pixel, size - pixel) == 0;  // each pixel equals the next
}

}  // namespace whittle::engine
