// GIF is read by our own code, not by libvips: that paints the ground in a background colour which no browser shows,
// invents delays, and would judge what it has written itself.

#include "codec/gif/film.h"
#include "container/gif/gif.h"
#include "engine/errors.h"
#include "engine/formats/rows.h"

namespace whittle::engine {
namespace {

using vips::ImagePtr;

/// A picture in memory for `frames`, with nothing in it yet.
Result<ImagePtr> blank_image(const container::GifFrames& frames, const vips::DecodeOptions& options) {
  const auto [left, top, width, height] = frames.canvas();
  const std::uint64_t rows = std::uint64_t{height} * frames.count();
  if (rows * width > options.max_pixels) {
    return make_error(
        Category::limit, Reason::too_large,
        std::to_string(rows * width) + " pixels are more than the limit of " + std::to_string(options.max_pixels));
  }
  if (rows > static_cast<std::uint64_t>(VIPS_MAX_COORD))
    return make_error(Category::limit, Reason::too_large, "has too many frames");
  ImagePtr image(vips_image_new_memory());
  vips_image_init_fields(image.get(), static_cast<int>(width), static_cast<int>(rows),
                         frames.may_be_transparent() ? 4 : 3, VIPS_FORMAT_UCHAR, VIPS_CODING_NONE,
                         VIPS_INTERPRETATION_sRGB, 1, 1);
  if (vips_image_pipelinev(image.get(), VIPS_DEMAND_STYLE_ANY, nullptr) != 0 ||
      vips_image_write_prepare(image.get()) != 0) {
    return operation_failed("there is no room for the pixels");
  }
  if (frames.count() > 1) {
    vips_image_set_int(image.get(), VIPS_META_PAGE_HEIGHT, static_cast<int>(height));
    vips_image_set_int(image.get(), VIPS_META_N_PAGES, static_cast<int>(frames.count()));
  }
  return image;
}

/// The only table of a GIF, for the saver to take over: red, green, blue and 255 in each number's bytes.
void set_palette(VipsImage* image, ByteView file, const container::GifTable& table) {
  std::vector<int> colours(table.colours);
  for (std::size_t i = 0; i < colours.size(); ++i) {
    const ByteView rgb = file.subspan(table.offset + 3 * i, 3);
    const std::byte bytes[4] = {rgb[0], rgb[1], rgb[2], std::byte{0xFF}};
    std::memcpy(&colours[i], bytes, sizeof bytes);
  }
  vips_image_set_array_int(image, "gif-palette", colours.data(), static_cast<int>(colours.size()));
}

void write_row(ByteView rgba, VipsPel* out, int width, int bands) {
  if (bands == 4) {
    std::memcpy(out, rgba.data(), rgba.size());
    return;
  }
  for (std::size_t at = 0; at < static_cast<std::size_t>(width) * 4; at += 4, out += 3) {
    for (std::size_t band = 0; band < 3; ++band) out[band] = u8(rgba, at + band);
  }
}

}  // namespace

Result<ImagePtr> open_gif(ByteView file, const vips::Loader&, const vips::DecodeOptions& options) {
  TRY(vips::start_vips());
  container::Window window(file);
  container::GifFrames frames(window);
  TRY(frames.read_all());
  TRY_ASSIGN(ImagePtr image, blank_image(frames, options));
  if (!frames.has_own_tables()) set_palette(image.get(), file, frames.screen().table);
  if (const Bytes profile = container::gif_profile(file); !profile.empty()) {
    vips_image_set_blob_copy(image.get(), VIPS_META_ICC_NAME, profile.data(), profile.size());
  }
  gif::Film film(file, frames);
  const auto height = static_cast<int>(frames.canvas().height);
  const std::size_t row_bytes = std::size_t{frames.canvas().width} * 4;
  for (int top = 0; top < image->Ysize; top += height) {
    TRY_ASSIGN(const ByteView canvas, film.next());
    for (int y = 0; y < height; ++y) {
      write_row(canvas.subspan(static_cast<std::size_t>(y) * row_bytes, row_bytes),
                VIPS_IMAGE_ADDR(image.get(), 0, top + y), image->Xsize, image->Bands);
    }
  }
  return image;
}

}  // namespace whittle::engine
