#include "engine/score.h"

#include <algorithm>
#include <new>

#include "container/header.h"
#include "container/integrity.h"
#include "container/sniff.h"
#include "engine/colour.h"
#include "engine/errors.h"
#include "engine/formats.h"
#include "engine/search/scorer.h"
#include "engine/stated_colours.h"

namespace whittle::engine {
namespace {

using vips::ImagePtr;

Result<ImagePtr> open_upright(ByteView file) {
  const Format format = container::sniff(file.first(std::min(file.size(), container::kSniffBytes)));
  if (format == Format::unknown) {
    return make_error(Category::validation, Reason::not_an_image, "not an image that this build reads");
  }
  MemorySource source(file);
  TRY_ASSIGN(const container::Header facts, container::read_header(source, format));
  TRY(container::check_integrity(file, format));
  const FormatRow& row = row_of(format);
  TRY_ASSIGN(ImagePtr image, open_image(file, format));
  if (row.stated_colours != nullptr) {
    TRY_ASSIGN(image, with_stated_colours(std::move(image), row.stated_colours(file)));
  }
  if (facts.orientation == 1 || row.loader_turns == Can::yes) return image;
  TRY_ASSIGN(const ImagePtr memory, vips::to_memory(image.get(), "the pixels cannot be decoded"));
  vips_image_set_int(memory.get(), VIPS_META_ORIENTATION,
                     facts.orientation);  // ours may come from what libvips passes over
  vips::Operation rotate("autorot");
  rotate.set("in", memory.get());
  if (!rotate.run()) {
    return operation_failed("the image cannot be turned upright");
  }
  return rotate.image();
}

Result<ImagePtr> open_on(ByteView file, std::optional<Colour> background) {
  TRY_ASSIGN(ImagePtr image, open_upright(file));
  if (!background || vips_image_hasalpha(image.get()) == 0) return image;
  return flattened(image.get(), *background);
}

}  // namespace

Result<FileScorer> FileScorer::of(ByteView original, std::optional<Colour> background) {
  try {
    const vips::JobScope scope;
    TRY_ASSIGN(const ImagePtr image, open_on(original, background));
    TRY_ASSIGN(Scorer scorer, Scorer::of(image.get()));
    return FileScorer(std::make_shared<const Scorer>(std::move(scorer)), background);
  } catch (const std::bad_alloc&) {
    return make_error(Category::limit, Reason::out_of_memory, "not enough memory");
  }
}

Result<double> FileScorer::score(ByteView distorted) const {
  try {
    const vips::JobScope scope;
    TRY_ASSIGN(const ImagePtr image, open_on(distorted, background_));
    TRY_ASSIGN(const metric::Score score, scorer_->score(image.get()));
    return score.overall;
  } catch (const std::bad_alloc&) {
    return make_error(Category::limit, Reason::out_of_memory, "not enough memory");
  }
}

}  // namespace whittle::engine
