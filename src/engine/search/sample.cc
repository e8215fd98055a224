#include "engine/search/sample.h"

#include <algorithm>

#include "base/bytes.h"

namespace whittle::engine {
namespace {

/// Pixels of the kind of `source`'s. Null when there is no memory for them.
vips::ImagePtr image_like(VipsImage* source, const Bytes& pixels, int width, int height) {
  VipsImage* const made =
      vips_image_new_from_memory_copy(pixels.data(), pixels.size(), width, height, source->Bands, source->BandFmt);
  if (made == nullptr) {
    vips_error_clear();
    return nullptr;
  }
  made->Type = source->Type;
  return vips::ImagePtr(made);
}

void append(Bytes& pixels, VipsImage* image, int y, std::size_t bytes) {
  const auto* const from = reinterpret_cast<const std::byte*>(VIPS_IMAGE_ADDR(image, 0, y));
  pixels.insert(pixels.end(), from, from + bytes);
}

}  // namespace

vips::ImagePtr sample_rows(VipsImage* image) {
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
    append(rows, image, top, static_cast<std::size_t>(strip) * line);
  }
  return image_like(image, rows, image->Xsize, count * strip);
}

vips::ImagePtr sample_corner(VipsImage* image) {
  constexpr int kSide = 8;
  const int width = std::min(kSide, image->Xsize), height = std::min(kSide, image->Ysize);
  Bytes pixels;
  for (int y = 0; y < height; ++y)
    append(pixels, image, y, VIPS_IMAGE_SIZEOF_PEL(image) * static_cast<std::size_t>(width));
  return image_like(image, pixels, width, height);
}

}  // namespace whittle::engine
