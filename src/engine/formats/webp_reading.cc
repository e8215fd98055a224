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
  explicit Canvas(const Area& whole)
      : whole_(whole), bare_(whole), pixels_(std::size_t{whole.width} * whole.height, Pixel{}) {}

  /// `frame`, decoded to 3 or 4 bands. The area lies on the canvas. What stands on a bare place is not blended, which
  /// would round it.
  void paint(const WebpFrame& frame, VipsImage* decoded) {
    const Area& area = frame.area;
    const bool replaces = frame.blend == WebpFrame::Blend::replace;
    begins_anew_ = bare_.holds(whole_) || (area.holds(whole_) && (replaces || decoded->Bands == 3));
    for (std::uint32_t y = 0; y < area.height; ++y) {
      Pixel* const row = row_of(area, y);
      const VipsPel* in = VIPS_IMAGE_ADDR(decoded, 0, static_cast<int>(y));
      for (std::uint32_t x = 0; x < area.width; ++x, in += decoded->Bands) {
        const Pixel pixel{{in[0], in[1], in[2]}, decoded->Bands == 4 ? in[3] : VipsPel{255}};
        const bool bare = bare_.holds({area.left + x, area.top + y, 1, 1});
        row[x] = replaces || bare ? pixel : laid_on(pixel, row[x]);
      }
    }
  }

  /// What becomes of the frame that was painted last. Bare in libwebp's sense is what it has cleared, and all where
  /// nothing else was.
  void dispose(const WebpFrame& frame) {
    bare_ = {};
    if (frame.disposal != Disposal::clear) return;
    const Area& area = frame.area;
    for (std::uint32_t y = 0; y < area.height; ++y) std::fill_n(row_of(area, y), area.width, Pixel{});
    bare_ = begins_anew_ ? whole_ : area;
  }

  /// Into rows of an image with 3 or 4 bands, from `top` on.
  void show(VipsImage* image, int top) const {
    for (std::size_t y = 0; y < whole_.height; ++y) {
      VipsPel* out = VIPS_IMAGE_ADDR(image, 0, top + static_cast<int>(y));
      for (std::size_t x = 0; x < whole_.width; ++x, out += image->Bands) {
        std::memcpy(out, &pixels_[y * whole_.width + x], static_cast<std::size_t>(image->Bands));
      }
    }
  }

 private:
  Pixel* row_of(const Area& area, std::uint32_t y) {
    return pixels_.data() + std::size_t{area.top + y} * whole_.width + area.left;
  }

  Area whole_, bare_;
  std::vector<Pixel> pixels_;
  bool begins_anew_ = true;  ///< nothing of earlier frames is left under the last one
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
  Canvas canvas(whole);
  int top = 0;
  for (const WebpFrame& frame : frames) {
    if (!whole.holds(frame.area)) {
      return make_error(Category::corrupt, Reason::corrupt, "a frame lies outside of the canvas");
    }
    TRY_ASSIGN(const ImagePtr decoded, decode(frame, loader, options));
    canvas.paint(frame, decoded.get());
    canvas.show(image.get(), top);
    canvas.dispose(frame);
    top += height;
  }
  return image;
}

}  // namespace whittle::engine
