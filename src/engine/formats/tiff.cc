// TIFF by libtiff, always lossless: with and without predictor, the smaller wins. Deflate, because everything reads it;
// fax coding for pages of one bit.

#include "container/tiff/tiff.h"
#include "container/tiff/pages.h"
#include "engine/effort.h"
#include "engine/encode.h"
#include "engine/errors.h"
#include "engine/formats/rows.h"

namespace whittle::engine {
namespace {

constexpr int kZlibLevels[10] = {1, 3, 6, 6, 6, 9, 9, 9, 9, 9};

/// The first page of a TIFF source; of other sources what a TIFF says by default.
container::TiffPage source_page(const Job& job) {
  if (job.facts.format != Format::tiff) return {};
  container::Window file(job.input);
  const auto block = container::TiffBlock::open(file);
  if (!block.ok()) return {};
  const auto page = container::TiffPages(*block).next();
  return page.ok() && *page ? **page : container::TiffPage{};
}

bool is_float(VipsImage* image) {
  return image->BandFmt == VIPS_FORMAT_FLOAT || image->BandFmt == VIPS_FORMAT_DOUBLE;
}

}  // namespace

Result<std::vector<Variant>> tiff_variants(const Encoding& encoding, const Settings& settings) {
  VipsImage* const image = encoding.prepared.image.get();
  const container::Header& facts = encoding.job.facts;
  const int level = at_effort(kZlibLevels, settings.effort);
  const container::TiffPage page = source_page(encoding.job);
  const int white_is_zero = page.photometric == container::tiff::kWhiteIsZero && image->Bands <= 2 ? 1 : 0;
  const bool packed = facts.format == Format::tiff && facts.depth < 8 && image->Bands == 1 &&
                      image->BandFmt == VIPS_FORMAT_UCHAR && !settings.resize;
  std::vector<Variant> variants;
  if (packed) {
    variants.push_back({"tiff-vips",
                        {{"compression", VIPS_FOREIGN_TIFF_COMPRESSION_DEFLATE},
                         {"level", level},
                         {"bitdepth", int{facts.depth}},
                         {"miniswhite", white_is_zero},
                         {"predictor", VIPS_FOREIGN_TIFF_PREDICTOR_NONE}}});
    if (facts.depth == 1) {
      variants.push_back(
          {"tiff-vips",
           {{"compression", VIPS_FOREIGN_TIFF_COMPRESSION_CCITTFAX4}, {"bitdepth", 1}, {"miniswhite", white_is_zero}}});
    }
    return variants;
  }
  const int difference = is_float(image) ? VIPS_FOREIGN_TIFF_PREDICTOR_FLOAT : VIPS_FOREIGN_TIFF_PREDICTOR_HORIZONTAL;
  for (const int predictor : {difference, static_cast<int>(VIPS_FOREIGN_TIFF_PREDICTOR_NONE)}) {
    variants.push_back({"tiff-vips",
                        {{"compression", VIPS_FOREIGN_TIFF_COMPRESSION_DEFLATE},
                         {"level", level},
                         {"miniswhite", white_is_zero},
                         {"predictor", predictor}}});
  }
  return variants;
}

// libvips (to 8.18 at least) does not shift the last sample of a row of 4-bit samples of odd width to its place. It is
// given one sample more a row, which takes no more bytes, and which the width then leaves out.
Result<vips::ImagePtr> tiff_with_whole_bytes(vips::ImagePtr image, const Variant& variant) {
  const auto is_depth = [](const auto& argument) { return std::string_view(argument.first) == "bitdepth"; };
  const auto depth = std::find_if(variant.arguments.begin(), variant.arguments.end(), is_depth);
  const bool four = depth != variant.arguments.end() && depth->second == std::variant<int, double>(4);
  if (!four || image->Xsize % 2 == 0) return image;
  vips::Operation embed("embed");
  embed.set("in", image.get());
  embed.set("x", 0);
  embed.set("y", 0);
  embed.set("width", image->Xsize + 1);
  embed.set("height", image->Ysize);
  if (!embed.run()) return operation_failed("the image cannot be saved");
  return embed.image();
}

Result<Bytes> tiff_with_true_width(Bytes saved, VipsImage* image) {
  return container::tiff_with_width(std::move(saved), static_cast<std::uint32_t>(image->Xsize));
}

PixelCost tiff_cost(const Settings&) {
  return {.bytes = 8, .ms_per_megapixel = 60};
}

}  // namespace whittle::engine
