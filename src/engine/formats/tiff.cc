// TIFF by libtiff, always lossless: with and without predictor, the smaller wins. Deflate, because everything reads it;
// Zstandard only for those who use it already; fax coding for pages of one bit.

#include "container/meta/ifd.h"
#include "engine/effort.h"
#include "engine/formats.h"

namespace whittle::engine {
namespace {

constexpr std::uint64_t kZstd = 50000;

std::uint64_t source_compression(const Request& request) {
  constexpr std::uint16_t kCompression = 259;
  constexpr std::uint64_t kNone = 1;
  if (request.facts.format != Format::tiff) return kNone;
  container::Window file(request.input);
  const auto block = container::TiffBlock::open(file);
  if (!block.ok()) return kNone;
  const auto page = block->read(block->first_ifd());
  return page.ok() ? block->value_or(*page, kCompression, kNone) : kNone;
}

bool is_float(VipsImage* image) {
  return image->BandFmt == VIPS_FORMAT_FLOAT || image->BandFmt == VIPS_FORMAT_DOUBLE;
}

}  // namespace

std::vector<Variant> tiff_variants(const Request& request) {
  const int level = effort_row(request.settings.effort).tiff_level;
  const int compression =
      source_compression(request) == kZstd ? VIPS_FOREIGN_TIFF_COMPRESSION_ZSTD : VIPS_FOREIGN_TIFF_COMPRESSION_DEFLATE;
  const bool packed = request.facts.format == Format::tiff && request.facts.depth < 8 && request.image->Bands == 1 &&
                      request.image->BandFmt == VIPS_FORMAT_UCHAR && !request.settings.resize;
  std::vector<Variant> variants;
  if (packed) {
    variants.push_back({"tiff-vips",
                        {{"compression", compression},
                         {"level", level},
                         {"bitdepth", int{request.facts.depth}},
                         {"predictor", VIPS_FOREIGN_TIFF_PREDICTOR_NONE}}});
    if (request.facts.depth == 1) {
      variants.push_back({"tiff-vips", {{"compression", VIPS_FOREIGN_TIFF_COMPRESSION_CCITTFAX4}, {"bitdepth", 1}}});
    }
    return variants;
  }
  const int difference =
      is_float(request.image) ? VIPS_FOREIGN_TIFF_PREDICTOR_FLOAT : VIPS_FOREIGN_TIFF_PREDICTOR_HORIZONTAL;
  for (const int predictor : {difference, static_cast<int>(VIPS_FOREIGN_TIFF_PREDICTOR_NONE)}) {
    variants.push_back({"tiff-vips", {{"compression", compression}, {"level", level}, {"predictor", predictor}}});
  }
  return variants;
}

}  // namespace whittle::engine
