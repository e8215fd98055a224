#include "engine/prepare.h"

#include "container/geometry.h"
#include "engine/colour.h"
#include "engine/errors.h"
#include "vips/decode.h"

namespace whittle::engine {
namespace {

using container::Size;
using vips::ImagePtr;
using vips::Operation;

// A repack of the same pixels keeps the orientation tag. Where pixels are made anew they are turned, so that nothing
// depends on whether a viewer obeys a tag. Frames of an animation cannot be turned one by one without touching all: tag
// again.
bool keeps_tag(const Job& job, const FormatRow& row) {
  const bool same = job.facts.format == row.format;
  return same && ((codes_exactly(row, job.facts, job.settings) && !job.settings.resize) || job.facts.frames > 1);
}

Result<ImagePtr> turned(VipsImage* source, int orientation) {
  // Sequential pixels come top to bottom only, so they must be collected before a turn.
  TRY_ASSIGN(const ImagePtr memory, vips::to_memory(source, "the pixels cannot be decoded"));
  Operation copy("copy");
  copy.set("in", memory.get());
  if (!copy.run()) return operation_failed("the image cannot be turned");
  const ImagePtr tagged = copy.image();
  vips_image_set_int(tagged.get(), VIPS_META_ORIENTATION, orientation);
  Operation turn("autorot");
  turn.set("in", tagged.get());
  if (!turn.run()) return operation_failed("the image cannot be turned");
  return turn.image();
}

// One frame, resampled. Alpha is multiplied in for the time: invisible colours must not bleed into visible ones.
Result<ImagePtr> resample(VipsImage* frame, Size to) {
  const bool alpha = vips_image_hasalpha(frame) != 0;
  ImagePtr image = vips::share(frame);
  if (alpha) {
    Operation premultiply("premultiply");
    premultiply.set("in", image.get());
    if (!premultiply.run()) return operation_failed("the image cannot be resized");
    image = premultiply.image();
  }
  Operation resize("resize");
  resize.set("in", image.get());
  resize.set("scale", static_cast<double>(to.width) / frame->Xsize);
  resize.set("vscale", static_cast<double>(to.height) / frame->Ysize);
  if (!resize.run()) return operation_failed("the image cannot be resized");
  image = resize.image();
  if (alpha) {
    Operation unpremultiply("unpremultiply"), cast("cast");
    unpremultiply.set("in", image.get());
    if (!unpremultiply.run()) return operation_failed("the image cannot be resized");
    const ImagePtr straight = unpremultiply.image();
    cast.set("in", straight.get());
    cast.set("format", frame->BandFmt);
    if (!cast.run()) return operation_failed("the image cannot be resized");
    image = cast.image();
  }
  if (image->Xsize != static_cast<int>(to.width) || image->Ysize != static_cast<int>(to.height)) {
    return make_error(Category::processing, Reason::processing_failed, "the resampler missed the size");
  }
  return image;
}

// All frames below one another, each resampled by itself: their edges must not mix.
Result<ImagePtr> resample_frames(VipsImage* source, Size to) {
  TRY_ASSIGN(const ImagePtr memory, vips::to_memory(source, "the pixels cannot be decoded"));
  const int height = vips::frame_height(source), frames = vips::frame_count(source);
  std::vector<ImagePtr> owned;
  std::vector<VipsImage*> parts;
  for (int i = 0; i < frames; ++i) {
    Operation extract("extract_area");
    extract.set("input", memory.get());
    extract.set("left", 0);
    extract.set("top", i * height);
    extract.set("width", memory->Xsize);
    extract.set("height", height);
    if (!extract.run()) return operation_failed("the frames cannot be resized");
    const ImagePtr frame = extract.image();
    TRY_ASSIGN(ImagePtr small, resample(frame.get(), to));
    parts.push_back(small.get());
    owned.push_back(std::move(small));
  }
  Operation join("arrayjoin");
  join.set("in", parts);
  join.set("across", 1);
  if (!join.run()) return operation_failed("the frames cannot be resized");
  Operation copy("copy");
  const ImagePtr joined = join.image();
  copy.set("in", joined.get());
  if (!copy.run()) return operation_failed("the frames cannot be resized");
  ImagePtr result = copy.image();
  vips_image_set_int(result.get(), VIPS_META_PAGE_HEIGHT, static_cast<int>(to.height));
  return result;
}

Result<ImagePtr> turn_and_resize(ImagePtr image, const Job& job, const FormatRow& row, container::MetadataEdit& edit) {
  const int orientation = job.facts.orientation;
  const Size size = container::oriented_size(job.facts);
  const bool upright = row_of(job.facts.format).loader_turns == Can::yes;
  const bool lies = orientation != 1 && !upright;
  const bool tagged = lies && keeps_tag(job, row);
  if (upright) edit.orientation = std::uint8_t{1};
  if (lies && !tagged) {
    if (job.facts.frames > 1) {
      return unsupported("is an animation with an orientation, which only its own format keeps");
    }
    TRY_ASSIGN(image, turned(image.get(), orientation));
    edit.orientation = std::uint8_t{1};
    edit.new_size = container::ExifEdit::Size{size.width, size.height};
    if (orientation >= 5) edit.turn = container::Turn::quarter;
  }
  if (!job.settings.resize) return image;
  Size to = container::fit(size, *job.settings.resize);
  if (tagged && orientation >= 5) std::swap(to.width, to.height);
  const Size now{static_cast<std::uint32_t>(image->Xsize), static_cast<std::uint32_t>(vips::frame_height(image.get()))};
  if (to == now) return image;
  edit.new_size = container::ExifEdit::Size{to.width, to.height};
  return vips::frame_count(image.get()) > 1 ? resample_frames(image.get(), to) : resample(image.get(), to);
}

/// What pixels are made of.
struct Kind {
  VipsInterpretation space;
  VipsBandFormat sample;

  explicit Kind(const VipsImage* image) : space(image->Type), sample(image->BandFmt) {}
  bool is_grey_or_rgb() const {
    return space == VIPS_INTERPRETATION_B_W || space == VIPS_INTERPRETATION_GREY16 ||
           space == VIPS_INTERPRETATION_sRGB || space == VIPS_INTERPRETATION_RGB || space == VIPS_INTERPRETATION_RGB16;
  }
};

/// Whether pixels of `before` have other colours or fewer bits now, without having been asked to.
bool is_reduced(const Kind& before, const Prepared& made, const Job& job) {
  const Kind after(made.image.get());
  if (before.sample != after.sample) return true;
  if (job.settings.icc == IccPolicy::srgb) return false;
  const bool converted = made.edit.colour_tags == container::MetadataEdit::ColourTags::drop;
  return before.is_grey_or_rgb() ? converted && !made.edit.strips(Metadata::icc) : before.space != after.space;
}

}  // namespace

Result<Prepared> prepare(ImagePtr source, const Job& job, const FormatRow& row) {
  Prepared out;
  out.edit.strip = job.settings.strip;
  TRY_ASSIGN(out.image, turn_and_resize(std::move(source), job, row, out.edit));
  const Kind before(out.image.get());
  TRY_ASSIGN(out.image, fit_colour(std::move(out.image), job, row, out.edit));
  TRY_ASSIGN(out.image, fit_alpha(std::move(out.image), job, row));
  TRY_ASSIGN(out.image, fit_depth(std::move(out.image), job, row));
  out.reduced = is_reduced(before, out, job);
  return out;
}

}  // namespace whittle::engine
