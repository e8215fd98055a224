#include "engine/search/scorer.h"

#include <algorithm>
#include <memory>

#include "engine/colour.h"
#include "vips/decode.h"

namespace whittle::engine {
namespace {

using vips::ImagePtr;

struct FreeSamples {
  void operator()(void* samples) const { g_free(samples); }
};

/// All rows of an image, in memory of their own.
struct Samples {
  std::unique_ptr<void, FreeSamples> data;
  int channels = 0, depth = 8;
  std::size_t stride = 0;

  metric::Picture frame(int index, int width, int height) const {
    metric::Picture picture;
    picture.width = static_cast<std::uint32_t>(width);
    picture.height = static_cast<std::uint32_t>(height);
    picture.channels = channels;
    picture.depth = depth;
    picture.stride = stride;
    picture.data = static_cast<const std::byte*>(data.get()) +
                   static_cast<std::size_t>(index) * static_cast<std::size_t>(height) * stride;
    return picture;
  }
};

Result<Samples> samples_of(VipsImage* image) {
  TRY_ASSIGN(const ImagePtr plain, srgb_samples(image));
  Samples samples;
  samples.channels = plain->Bands;
  samples.depth = plain->BandFmt == VIPS_FORMAT_USHORT ? 16 : 8;
  samples.stride = static_cast<std::size_t>(plain->Xsize) * VIPS_IMAGE_SIZEOF_PEL(plain.get());
  std::size_t size = 0;
  samples.data.reset(vips_image_write_to_memory(plain.get(), &size));
  if (!samples.data) return vips::vips_failure(Category::corrupt, Reason::corrupt, "the pixels cannot be decoded");
  return samples;
}

}  // namespace

Result<Scorer> Scorer::of(VipsImage* original) {
  Scorer scorer;
  scorer.width_ = original->Xsize;
  scorer.height_ = vips::frame_height(original);
  TRY_ASSIGN(const Samples samples, samples_of(original));
  for (int i = 0; i < vips::frame_count(original); ++i) {
    scorer.frames_.emplace_back(samples.frame(i, scorer.width_, scorer.height_));
  }
  return scorer;
}

Result<metric::Score> Scorer::score(VipsImage* candidate) const {
  const int frames = vips::frame_count(candidate);
  if (candidate->Xsize != width_ || vips::frame_height(candidate) != height_ ||
      static_cast<std::size_t>(frames) != frames_.size()) {
    return make_error(Category::processing, Reason::verification_failed, "the sizes or frame counts differ");
  }
  TRY_ASSIGN(const Samples samples, samples_of(candidate));
  metric::Score worst = metric::kPerfect;
  for (int i = 0; i < frames; ++i) {
    const metric::Score score = frames_[static_cast<std::size_t>(i)].score(samples.frame(i, width_, height_));
    worst = metric::worse(worst, score);
  }
  return worst;
}

double guarded(const metric::Score& score) {
  constexpr double kTileMargin = 35;  // how far below the target the worst 64x64 tile may score
  return std::min({score.overall, score.worst_tile + kTileMargin, score.ceiling});
}

double reported(const metric::Score& score, double target) {
  return guarded(score) < target ? guarded(score) : score.overall;
}

}  // namespace whittle::engine
