#include "engine/search/score.h"

#include <algorithm>
#include <memory>
#include <new>

#include "container/header.h"
#include "container/integrity.h"
#include "container/sniff.h"
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

Result<ImagePtr> open_upright(ByteView file) {
  const Format format = container::sniff(file.first(std::min(file.size(), container::kSniffBytes)));
  if (format == Format::unknown) {
    return make_error(Category::validation, Reason::not_an_image, "not an image that this build reads");
  }
  MemorySource source(file);
  TRY_ASSIGN(const container::Header facts, container::read_header(source, format));
  TRY(container::check_integrity(file, format));
  TRY_ASSIGN(const ImagePtr image, vips::open_image(file, format));
  if (facts.orientation == 1 || format == Format::avif) return vips::share(image.get());
  TRY_ASSIGN(const ImagePtr memory, vips::to_memory(image.get(), "the pixels cannot be decoded"));
  vips::Operation rotate("autorot");
  rotate.set("in", memory.get());
  if (!rotate.run()) {
    return vips::vips_failure(Category::processing, Reason::processing_failed, "the image cannot be turned upright");
  }
  return rotate.image();
}

Result<ImagePtr> open_on(ByteView file, std::optional<Colour> background) {
  TRY_ASSIGN(ImagePtr image, open_upright(file));
  if (!background || vips_image_hasalpha(image.get()) == 0) return image;
  return flattened(image.get(), *background);
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
  metric::Score worst{100, 100};
  for (int i = 0; i < frames; ++i) {
    const metric::Score score = frames_[static_cast<std::size_t>(i)].score(samples.frame(i, width_, height_));
    worst = {std::min(worst.overall, score.overall), std::min(worst.worst_tile, score.worst_tile)};
  }
  return worst;
}

double guarded(const metric::Score& score) {
  constexpr double kTileMargin = 35;  // how far below the target the worst 64x64 tile may score
  return std::min(score.overall, score.worst_tile + kTileMargin);
}

Result<FileScorer> FileScorer::of(ByteView original, std::optional<Colour> background) {
  try {
    const vips::JobScope scope;
    TRY_ASSIGN(const ImagePtr image, open_on(original, background));
    TRY_ASSIGN(Scorer scorer, Scorer::of(image.get()));
    return FileScorer(std::move(scorer), background);
  } catch (const std::bad_alloc&) {
    return make_error(Category::limit, Reason::out_of_memory, "not enough memory");
  }
}

Result<double> FileScorer::score(ByteView distorted) const {
  try {
    const vips::JobScope scope;
    TRY_ASSIGN(const ImagePtr image, open_on(distorted, background_));
    TRY_ASSIGN(const metric::Score score, scorer_.score(image.get()));
    return score.overall;
  } catch (const std::bad_alloc&) {
    return make_error(Category::limit, Reason::out_of_memory, "not enough memory");
  }
}

}  // namespace whittle::engine
