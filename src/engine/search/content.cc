#include "engine/search/content.h"

#include <algorithm>
#include <cstring>

namespace whittle::engine {

namespace {

/// Rows between two that are looked at.
int step_of(const VipsImage* image) {
  constexpr int kRows = 64;
  return std::max(1, image->Ysize / kRows);
}

std::size_t equal_neighbours(const VipsPel* row, std::size_t pixels, std::size_t pixel_bytes) {
  std::size_t equal = 0;
  for (std::size_t x = 1; x < pixels; ++x, row += pixel_bytes) {
    equal += std::memcmp(row, row + pixel_bytes, pixel_bytes) == 0 ? 1 : 0;
  }
  return equal;
}

Content content_with(std::size_t equal, std::size_t all) {
  constexpr double kFlat = 0.5;  // share of equal neighbours; that of photographs with a clear sky is up to 0.45
  return static_cast<double>(equal) > kFlat * static_cast<double>(all) ? Content::graphic : Content::photo;
}

}  // namespace

Content content_of(VipsImage* image) {
  const std::size_t pixel = VIPS_IMAGE_SIZEOF_PEL(image), width = static_cast<std::size_t>(image->Xsize);
  std::size_t equal = 0, all = 0;
  for (int y = 0; y < image->Ysize; y += step_of(image)) {
    equal += equal_neighbours(VIPS_IMAGE_ADDR(image, 0, y), width, pixel);
    all += width - 1;
  }
  return content_with(equal, all);
}

Result<vips::ImagePtr> ContentMeter::watch(vips::ImagePtr image) {
  step_ = step_of(image.get());
  vips::ImagePtr watched(vips_image_new());
  VipsImage* const source = image.get();
  if (vips_image_pipelinev(watched.get(), VIPS_DEMAND_STYLE_THINSTRIP, source, nullptr) != 0 ||
      vips_image_generate(watched.get(), vips_start_one, pass, vips_stop_one, source, this) != 0) {
    return vips::vips_failure(Category::processing, Reason::processing_failed, "the pixels cannot be read");
  }
  vips_object_local(watched.get(), image.release());  // gone when that is
  return watched;
}

int ContentMeter::pass(VipsRegion* out, void* from, void*, void* meter, gboolean*) {
  auto* const source = static_cast<VipsRegion*>(from);
  const VipsRect& area = out->valid;
  if (vips_region_prepare(source, &area) != 0 || vips_region_region(out, source, &area, area.left, area.top) != 0) {
    return -1;
  }
  auto* const self = static_cast<ContentMeter*>(meter);
  const std::size_t pixel = VIPS_IMAGE_SIZEOF_PEL(out->im), width = static_cast<std::size_t>(area.width);
  for (int y = area.top; y < VIPS_RECT_BOTTOM(&area); ++y) {
    if (y % self->step_ != 0) continue;
    self->equal_ += equal_neighbours(VIPS_REGION_ADDR(out, area.left, y), width, pixel);
    self->all_ += width - 1;
  }
  return 0;
}

Content ContentMeter::content() const {
  return content_with(equal_, all_);
}

bool is_one_colour(VipsImage* image) {
  const std::size_t pixel = VIPS_IMAGE_SIZEOF_PEL(image);
  const std::size_t size = VIPS_IMAGE_SIZEOF_LINE(image) * static_cast<std::size_t>(image->Ysize);
  const VipsPel* const first = VIPS_IMAGE_ADDR(image, 0, 0);
  return std::memcmp(first, first + pixel, size - pixel) == 0;  // each pixel equals the next
}

}  // namespace whittle::engine
