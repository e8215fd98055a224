// The frames of an animated WebP are decoded one by one and painted by our own code, as libwebp's animation decoder
// paints them. libvips' own painting makes an opaque ground a little less so wherever something half transparent is
// laid on it, more with every frame.

#include "container/webp/frames.h"
#include "engine/errors.h"
#include "engine/formats/rows.h"

namespace whittle::engine {
namespace {

using container::Area;
using container::Disposal;
using container::WebpFrame;
using vips::ImagePtr;

struct Pixel {
  std::uint8_t channels[3], alpha;
};
static_assert(sizeof(Pixel) == 4);

/// `above` laid on `below`, in the arithmetic of libwebp.
Pixel laid_on(const Pixel& above, const Pixel& below) {
  if (above.alpha == 0) return below;
  if (above.alpha == 255) return above;
  const std::uint32_t weight = static_cast<std::uint32_t>(below.alpha) * (256u - above.alpha) >> 8;
  const std::uint32_t alpha = above.alpha + weight, scale = (1u << 24) / alpha;
  Pixel out{{}, static_cast<std::uint8_t>(alpha)};
  for (int c = 0; c < 3; ++c) {
    const std::uint32_t sum = above.channels[c] * std::uint32_t{above.alpha} + below.channels[c] * weight;
    out.channels[c] = static_cast<std::uint8_t>(sum * scale >> 24);
  }
  return out;
}

class Canvas {
 public:
  Canvas(std::uint32_t width, std::uint32_t height) : width_(width), pixels_(std::size_t{width} * height, Pixel{}) {}

  /// `frame`, decoded to 3 or 4 bands. The area lies on the canvas.
  void paint(const WebpFrame& frame, VipsImage* decoded) {
    const bool replaces = first_ || frame.blend == WebpFrame::Blend::replace;
    for (std::uint32_t y = 0; y < frame.area.height; ++y) {
      Pixel* const row = row_of(frame.area, y);
      const VipsPel* in = VIPS_IMAGE_ADDR(decoded, 0, static_cast<int>(y));
      for (std::uint32_t x = 0; x < frame.area.width; ++x, in += decoded->Bands) {
        const Pixel pixel{{in[0], in[1], in[2]}, decoded->Bands == 4 ? in[3] : VipsPel{255}};
        row[x] = replaces ? pixel : laid_on(pixel, row[x]);
      }
    }
    first_ = false;
  }

  void clear(const Area& area) {
    for (std::uint32_t y = 0; y < area.height; ++y) std::fill_n(row_of(area, y), area.width, Pixel{});
  }

  /// Into rows of an image with 3 or 4 bands, from `top` on.
  void show(VipsImage* image, int top) const {
    const std::size_t rows = pixels_.size() / width_;
    for (std::size_t y = 0; y < rows; ++y) {
      VipsPel* out = VIPS_IMAGE_ADDR(image, 0, top + static_cast<int>(y));
      for (std::size_t x = 0; x < width_; ++x, out += image->Bands) {
        std::memcpy(out, &pixels_[y * width_ + x], static_cast<std::size_t>(image->Bands));
      }
    }
  }

 private:
  Pixel* row_of(const Area& area, std::uint32_t y) {
    return pixels_.data() + std::size_t{area.top + y} * width_ + area.left;
  }

  std::size_t width_;
  std::vector<Pixel> pixels_;
  bool first_ = true;
};

/// As large as `header`, with its fields and nothing in it yet.
Result<ImagePtr> blank_like(VipsImage* header) {
  ImagePtr image(vips_image_new_memory());
  if (vips_image_pipelinev(image.get(), VIPS_DEMAND_STYLE_ANY, header, nullptr) != 0 ||
      vips_image_write_prepare(image.get()) != 0) {
    return operation_failed("there is no room for the pixels");
  }
  return image;
}

Result<ImagePtr> decode(const WebpFrame& frame, const vips::Loader& loader, const vips::DecodeOptions& options) {
  TRY_ASSIGN(const ImagePtr opened, vips::open_image(frame.picture, loader, options));
  const bool fits = opened->Xsize == static_cast<int>(frame.area.width) &&
                    opened->Ysize == static_cast<int>(frame.area.height) && opened->Bands >= 3;
  if (!fits) return make_error(Category::corrupt, Reason::corrupt, "a frame is of another size than it says");
  return vips::to_memory(opened.get(), "the pixels cannot be decoded");
}

}  // namespace

Result<ImagePtr> open_webp(ByteView file, const vips::Loader& loader, const vips::DecodeOptions& options) {
  TRY_ASSIGN(ImagePtr header, vips::open_image(file, loader, options));
  const std::vector<WebpFrame> frames = container::read_webp_frames(file);
  if (frames.empty()) return header;
  const int height = vips::frame_height(header.get());
  const Area whole{0, 0, static_cast<std::uint32_t>(header->Xsize), static_cast<std::uint32_t>(height)};
  if (frames.size() != static_cast<std::size_t>(vips::frame_count(header.get()))) {
    return make_error(Category::corrupt, Reason::corrupt, "the decoder finds another number of frames");
  }
  TRY_ASSIGN(ImagePtr image, blank_like(header.get()));
  Canvas canvas(whole.width, whole.height);
  int top = 0;
  for (const WebpFrame& frame : frames) {
    if (!whole.holds(frame.area)) {
      return make_error(Category::corrupt, Reason::corrupt, "a frame lies outside of the canvas");
    }
    TRY_ASSIGN(const ImagePtr decoded, decode(frame, loader, options));
    canvas.paint(frame, decoded.get());
    canvas.show(image.get(), top);
    if (frame.disposal == Disposal::clear) canvas.clear(frame.area);
    top += height;
  }
  return image;
}

}  // namespace whittle::engine
