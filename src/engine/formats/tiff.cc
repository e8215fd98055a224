// TIFF by libtiff, always lossless: with and without predictor, the smaller wins. Deflate, because everything reads it;
// Zstandard only for those who use it already; fax coding for pages of one bit.

#include "container/payload/ifd.h"
#include "engine/effort.h"
#include "engine/encode.h"
#include "engine/formats/rows.h"

namespace whittle::engine {
namespace {

constexpr std::uint64_t kZstd = 50000;

constexpr int kZlibLevels[10] = {1, 3, 6, 6, 6, 9, 9, 9, 9, 9};

std::uint64_t source_compression(const Job& job) {
  constexpr std::uint16_t kCompression = 259;
  constexpr std::uint64_t kNone = 1;
  if (job.facts.format != Format::tiff) return kNone;
  container::Window file(job.input);
  const auto block = container::TiffBlock::open(file);
  if (!block.ok()) return kNone;
  const auto page = block->read(block->first_ifd());
  return page.ok() ? block->value_or(*page, kCompression, kNone) : kNone;
}

bool is_float(VipsImage* image) {
  return image->BandFmt == VIPS_FORMAT_FLOAT || image->BandFmt == VIPS_FORMAT_DOUBLE;
}

}  // namespace

Result<std::vector<Variant>> tiff_variants(const Encoding& encoding, const Settings& settings) {
  VipsImage* const image = encoding.prepared.image.get();
  const container::Header& facts = encoding.job.facts;
  const int level = at_effort(kZlibLevels, settings.effort);
  const int compression = source_compression(encoding.job) == kZstd ? VIPS_FOREIGN_TIFF_COMPRESSION_ZSTD
                                                                    : VIPS_FOREIGN_TIFF_COMPRESSION_DEFLATE;
  const bool packed = facts.format == Format::tiff && facts.depth < 8 && image->Bands == 1 &&
                      image->BandFmt == VIPS_FORMAT_UCHAR && !settings.resize;
  std::vector<Variant> variants;
  if (packed) {
    variants.push_back({"tiff-vips",
                        {{"compression", compression},
                         {"level", level},
                         {"bitdepth", int{facts.depth}},
                         {"predictor", VIPS_FOREIGN_TIFF_PREDICTOR_NONE}}});
    if (facts.depth == 1) {
      variants.push_back({"tiff-vips", {{"compression", VIPS_FOREIGN_TIFF_COMPRESSION_CCITTFAX4}, {"bitdepth", 1}}});
    }
    return variants;
  }
  const int difference = is_float(image) ? VIPS_FOREIGN_TIFF_PREDICTOR_FLOAT : VIPS_FOREIGN_TIFF_PREDICTOR_HORIZONTAL;
  for (const int predictor : {difference, static_cast<int>(VIPS_FOREIGN_TIFF_PREDICTOR_NONE)}) {
    variants.push_back({"tiff-vips", {{"compression", compression}, {"level", level}, {"predictor", predictor}}});
  }
  return variants;
}

PixelCost tiff_cost(const Settings&) {
  return {.bytes = 8, .ms_per_megapixel = 60};
}

}  // namespace whittle::engine
