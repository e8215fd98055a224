#include "vips/equal.h"

#include <cstring>

#include "container/defect.h"
#include "vips/decode.h"

namespace whittle::vips {
namespace {

// Rows are compared as 16-bit RGBA where both images are grey or RGB of 8 or 16 bits, else as raw bytes.
enum class Form { rgba16, raw };

struct UnrefRegion {
  void operator()(VipsRegion* region) const { g_object_unref(region); }
};
using RegionPtr = std::unique_ptr<VipsRegion, UnrefRegion>;

bool fits_rgba16(VipsImage* image) {
  const bool samples = image->BandFmt == VIPS_FORMAT_UCHAR || image->BandFmt == VIPS_FORMAT_USHORT;
  switch (image->Type) {
    case VIPS_INTERPRETATION_B_W:
    case VIPS_INTERPRETATION_GREY16:
    case VIPS_INTERPRETATION_sRGB:
    case VIPS_INTERPRETATION_RGB:
    case VIPS_INTERPRETATION_RGB16:
      return samples && image->Bands <= 4;
    default:
      return false;
  }
}

template <typename Sample>
void widen_row(const Sample* in, int width, int bands, std::uint16_t* out) {
  constexpr unsigned kScale = sizeof(Sample) == 1 ? 257 : 1;
  const int colours = bands >= 3 ? 3 : 1;
  for (int x = 0; x < width; ++x, in += bands, out += 4) {
    for (int c = 0; c < 3; ++c) out[c] = static_cast<std::uint16_t>(in[colours == 3 ? c : 0] * kScale);
    out[3] = bands > colours ? static_cast<std::uint16_t>(in[colours] * kScale) : std::uint16_t{0xFFFF};
  }
}

// Reads an image a row at a time, without any thread of libvips.
class RowReader {
 public:
  explicit RowReader(VipsImage* image, Form form) : image_(image), form_(form), region_(vips_region_new(image)) {
    if (form == Form::rgba16) row_.resize(static_cast<std::size_t>(image->Xsize) * 4);
  }

  // The row in comparable form, valid until the next call; empty when it cannot be decoded.
  ByteView row(int y) {
    if (y < top_ || y >= bottom_) {
      constexpr int kStrip = 32;
      const VipsRect strip{0, y, image_->Xsize, std::min(kStrip, image_->Ysize - y)};
      if (vips_region_prepare(region_.get(), &strip) != 0) return {};
      top_ = y;
      bottom_ = y + strip.height;
    }
    const VipsPel* pixels = VIPS_REGION_ADDR(region_.get(), 0, y);
    if (form_ == Form::raw) return std::as_bytes(std::span(pixels, VIPS_IMAGE_SIZEOF_LINE(image_)));
    if (image_->BandFmt == VIPS_FORMAT_UCHAR) {
      widen_row(pixels, image_->Xsize, image_->Bands, row_.data());
    } else {
      widen_row(reinterpret_cast<const std::uint16_t*>(pixels), image_->Xsize, image_->Bands, row_.data());
    }
    return std::as_bytes(std::span(row_));
  }

 private:
  VipsImage* image_;
  Form form_;
  RegionPtr region_;
  int top_ = 0, bottom_ = 0;  // rows that the region holds
  std::vector<std::uint16_t> row_;
};

Result<Form> common_form(VipsImage* expected, VipsImage* actual) {
  if (fits_rgba16(expected) && fits_rgba16(actual)) return Form::rgba16;
  if (expected->Bands != actual->Bands || expected->BandFmt != actual->BandFmt || expected->Type != actual->Type) {
    return container::not_the_original("another colour space or sample format");
  }
  return Form::raw;
}

Status compare_rows(VipsImage* expected, VipsImage* actual, Form form) {
  RowReader left(expected, form), right(actual, form);
  for (int y = 0; y < expected->Ysize; ++y) {
    const ByteView a = left.row(y);
    if (a.empty()) return vips_failure(Category::corrupt, Reason::corrupt, "the pixels cannot be decoded");
    const ByteView b = right.row(y);
    if (b.empty())
      return vips_failure(Category::processing, Reason::verification_failed, "the encoded image cannot be decoded");
    if (std::memcmp(a.data(), b.data(), a.size()) != 0) {
      const auto at = std::mismatch(a.begin(), a.end(), b.begin()).first - a.begin();
      const auto x = static_cast<std::size_t>(at) * static_cast<std::size_t>(expected->Xsize) / a.size();
      return container::not_the_original("pixel " + std::to_string(x) + "," + std::to_string(y));
    }
  }
  return {};
}

/// Whether all alpha samples of an in-memory image are as `test` wants them.
template <typename Sample, typename Test>
bool all_alpha(VipsImage* image, Test test) {
  for (int y = 0; y < image->Ysize; ++y) {
    const auto* const row = reinterpret_cast<const Sample*>(VIPS_IMAGE_ADDR(image, 0, y));
    for (int at = image->Bands - 1; at < image->Bands * image->Xsize; at += image->Bands) {
      if (!test(row[at])) return false;
    }
  }
  return true;
}

}  // namespace

Status compare_layout(VipsImage* expected, VipsImage* actual) {
  if (expected->Xsize != actual->Xsize || frame_height(expected) != frame_height(actual))
    return container::not_the_original("another size");
  if (expected->Ysize != actual->Ysize) return container::not_the_original("another number of frames");
  return {};
}

Status compare_images(VipsImage* expected, VipsImage* actual) {
  TRY(compare_layout(expected, actual));
  TRY_ASSIGN(const Form form, common_form(expected, actual));
  return compare_rows(expected, actual, form);
}

bool has_binary_alpha(VipsImage* image) {
  if (vips_image_hasalpha(image) == 0) return true;
  if (image->BandFmt == VIPS_FORMAT_UCHAR) {
    return all_alpha<std::uint8_t>(image, [](std::uint8_t alpha) { return alpha == 0 || alpha == 0xFF; });
  }
  if (image->BandFmt != VIPS_FORMAT_USHORT) return false;
  return all_alpha<std::uint16_t>(image, [](std::uint16_t alpha) { return alpha == 0 || alpha == 0xFFFF; });
}

bool is_opaque(VipsImage* image) {
  if (vips_image_hasalpha(image) == 0) return true;
  if (image->BandFmt == VIPS_FORMAT_UCHAR) {
    return all_alpha<std::uint8_t>(image, [](std::uint8_t alpha) { return alpha == 0xFF; });
  }
  if (image->BandFmt != VIPS_FORMAT_USHORT) return false;
  return all_alpha<std::uint16_t>(image, [](std::uint16_t alpha) { return alpha == 0xFFFF; });
}

}  // namespace whittle::vips
