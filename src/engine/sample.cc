#include "engine/sample.h"

#include <algorithm>

#include "base/bytes.h"

namespace whittle::engine {

image::ImagePtr sample_rows(VipsImage* image) {
  constexpr double kLeastPixels = 250'000;  // below, whole encodes are cheap
  constexpr double kSample = 120'000;       // pixels that say enough
  constexpr int kStrip = 64;                // rows: whole blocks of every encoder
  const double pixels = static_cast<double>(image->Xsize) * image->Ysize;
  if (pixels < kLeastPixels) return nullptr;
  const double share = std::clamp(kSample / pixels, 1.0 / 8, 1.0 / 2);
  const int strip = pixels < 1'000'000 ? kStrip / 2 : kStrip;
  const int count = std::max(1, static_cast<int>(image->Ysize * share / strip));
  if (count * strip * 2 > image->Ysize) return nullptr;

  const std::size_t line = VIPS_IMAGE_SIZEOF_LINE(image);
  Bytes rows;
  rows.reserve(static_cast<std::size_t>(count * strip) * line);
  for (int i = 0; i < count; ++i) {
    // Evenly spread, on whole blocks of the original.
    const int space = image->Ysize / count;
    const int top = (i * space + (space - strip) / 2) / 16 * 16;
    const auto* const from = reinterpret_cast<const std::byte*>(VIPS_IMAGE_ADDR(image, 0, top));
    rows.insert(rows.end(), from, from + static_cast<std::size_t>(strip) * line);
  }
  VipsImage* const sample = vips_image_new_from_memory_copy(rows.data(), rows.size(), image->Xsize, count * strip,
                                                            image->Bands, image->BandFmt);
  if (sample == nullptr) {
    vips_error_clear();
    return nullptr;
  }
  sample->Type = image->Type;
  return image::ImagePtr(sample);
}

}  // namespace whittle::engine
