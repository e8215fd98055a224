// Pixels of other formats, or changed ones, in a GIF that has them exactly.

#include "codec/gif/encode.h"
#include "codec/gif/record.h"
#include "engine/encode.h"
#include "engine/formats/rows.h"

namespace whittle::engine {
namespace {

gif::Pixel pixel_of(const VipsPel* samples, int bands) {
  const bool grey = bands < 3, has_alpha = bands == 2 || bands == 4;
  const VipsPel alpha = has_alpha ? samples[bands - 1] : VipsPel{255};
  if (alpha == 0) return gif::kNoPixel;
  const VipsPel bytes[4] = {samples[0], samples[grey ? 0 : 1], samples[grey ? 0 : 2], 255};
  gif::Pixel pixel = 0;
  std::memcpy(&pixel, bytes, sizeof pixel);
  return pixel;
}

}  // namespace

Result<Bytes> write_gif(const Encoding& encoding) {
  VipsImage* const image = encoding.prepared.image.get();
  const int height = vips::frame_height(image), frames = vips::frame_count(image);
  const container::Area canvas{0, 0, static_cast<std::uint32_t>(image->Xsize), static_cast<std::uint32_t>(height)};
  gif::Recorder recorder(canvas.width, canvas.height);
  std::vector<gif::Pixel> picture;
  for (int frame = 0; frame < frames; ++frame) {
    if (passed(encoding.job.deadline)) return timed_out();
    picture.clear();
    for (int y = 0; y < height; ++y) {
      const VipsPel* row = VIPS_IMAGE_ADDR(image, 0, frame * height + y);
      for (int x = 0; x < image->Xsize; ++x, row += image->Bands) picture.push_back(pixel_of(row, image->Bands));
    }
    const bool timed = frames > 1 && static_cast<std::size_t>(frame) < encoding.timing.delays.size();
    TRY(recorder.add(picture, canvas, timed ? encoding.timing.delays[static_cast<std::size_t>(frame)] : 0));
  }
  TRY_ASSIGN(std::vector<gif::Patch> patches, recorder.finish());
  const bool same_size = encoding.job.facts.format == Format::gif && !encoding.prepared.edit.new_size;
  const std::uint8_t aspect = same_size ? u8(encoding.job.input, gif::kAspect) : std::uint8_t{0};
  const gif::Screen screen{canvas.width, canvas.height, aspect, encoding.timing.plays, recorder.is_bare()};
  return gif::encode(std::move(patches), screen, {encoding.job.settings.effort, encoding.job.deadline});
}

}  // namespace whittle::engine
