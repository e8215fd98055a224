// AVIF by libheif and libaom. Always lossy: libvips' "lossless" is off by up to 4 levels (libvips#4051).
//
// Chroma keeps its full resolution at every quality. Half of it saves next to nothing: at equal score photographs are
// up to 1 % smaller with it at 60 and 2.5 % larger at 80, screenshots 2 to 17 % larger from 60 to 80 and seldom
// reach 90. It takes the High profile of AV1, which dav1d, libaom and libgav1 read.
//
// One thread a file: libvips lets libaom cut a picture into a tile for each thread, which costs 0.3 to 1.5 % of the
// bytes and would make them depend on how many cores are idle.

#include "container/bmff/bmff.h"
#include "container/tail.h"
#include "engine/effort.h"
#include "engine/encode.h"
#include "engine/errors.h"
#include "engine/formats/rows.h"

namespace whittle::engine {
namespace {

// libvips "effort" 0-9. Its steps are steep: of a 2.8 MP photograph 2 takes 1.2 s, 4 takes 6.8 s for 2-4 %; so 5 means
// 2, and 4 comes only at 8.
constexpr int kSteps[10] = {0, 0, 1, 1, 2, 2, 3, 3, 4, 6};

// 10 bits for deep sources; 12 where the source has 12. Debian 12's libaom 3.6.0 writes beyond its buffers at 10 bits
// (found with valgrind, 64x64 is enough), but not at 12.
int bits_for(const Encoding& encoding) {
  if (encoding.prepared.image->BandFmt != VIPS_FORMAT_USHORT) return 8;
  const bool old = vips_version(0) == 8 && vips_version(1) < 15;
  return old || encoding.job.facts.depth == 12 ? 12 : 10;
}

vips::ImagePtr test_pattern() {
  constexpr int kSide = 64, kBands = 3;
  std::vector<VipsPel> pixels(static_cast<std::size_t>(kSide * kSide * kBands));
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<VipsPel>(i * i >> 3);
  return vips::ImagePtr(
      vips_image_new_from_memory_copy(pixels.data(), pixels.size(), kSide, kSide, kBands, VIPS_FORMAT_UCHAR));
}

}  // namespace

Result<std::vector<Variant>> avif_variants(const Encoding& encoding, const Settings& settings) {
  return std::vector<Variant>{{"avif-vips",
                               {{"compression", VIPS_FOREIGN_HEIF_COMPRESSION_AV1},
                                {"Q", settings.quality},
                                {"effort", at_effort(kSteps, settings.effort)},
                                {"bitdepth", bits_for(encoding)},
                                {"subsample-mode", VIPS_FOREIGN_SUBSAMPLE_OFF}}}};
}

bool avif_saver_works() {
  // heifsave is there without an AV1 encoder too, and only says so when asked to save.
  static const bool works = [] {
    vips::Operation save("heifsave_buffer");
    const vips::ImagePtr sample = test_pattern();
    save.set("in", sample.get());
    save.set("compression", VIPS_FOREIGN_HEIF_COMPRESSION_AV1);
    save.set("effort", 0);
    const bool saved = save.run();
    vips_error_clear();
    return saved;
  }();
  return works;
}

// libheif takes what stands behind the picture for more of it.
Result<vips::ImagePtr> open_avif(ByteView file, const vips::Loader& loader, const vips::DecodeOptions& options) {
  return vips::open_image(file.first(container::picture_end(file, Format::avif)), loader, options);
}

std::optional<Error> refuse_avif_source(const container::Header& facts) {
  if (facts.frames > 1) {
    return make_error(
        Category::validation, Reason::animated_unsupported,
        "is an AVIF sequence of " + std::to_string(facts.frames) + " images, which this build would lose");
  }
  if (facts.premultiplied == container::Has::yes) {
    return unsupported("has colours with their alpha multiplied in (prem), which this build does not undo");
  }
  if (facts.oblong_pixels == container::Has::yes) {
    return unsupported("has pixels that are not square (pasp), which this build would lose");
  }
  return std::nullopt;
}

// libheif computes RGB by the matrices of which the code points are these, and by that of BT.601 for all others. It
// takes the samples of a picture without colours as they are, whatever their range.
Result<std::optional<Bytes>> read_avif_source(const Job& job) {
  constexpr std::uint8_t kKnown[] = {0, 1, 2, 4, 5, 6, 7, 8, 9, 12};
  if (job.facts.colour == container::Colour::grey && !container::avif_has_full_range(job.input)) {
    return unsupported("is a grey AVIF of narrow range, which this build would show paler than it is");
  }
  const std::uint8_t matrix = container::avif_matrix(job.input);
  if (std::find(std::begin(kKnown), std::end(kKnown), matrix) != std::end(kKnown)) return std::optional<Bytes>{};
  return unsupported("has colours by matrix coefficients " + std::to_string(matrix) +
                     " of H.273, which this build does not read");
}

PixelCost avif_cost(const Settings& settings) {
  if (settings.effort >= 7) return {.bytes = 58, .ms_per_megapixel = 4000};
  return {.bytes = 42, .ms_per_megapixel = 150.0 + 120.0 * settings.effort};
}

const Curves kAvifCurves{
    .photo = {.score = {-18.4, -13.9, -2.6, 5,    14.9, 23.5, 32.8, 41,   50.2, 55.7, 62.7,
                        68.4,  73,    76.4, 80.1, 82.3, 84.5, 86.6, 89.3, 92.4, 94.9},
              .bits_per_pixel = {0.068, 0.083, 0.102, 0.124, 0.148, 0.182, 0.227, 0.276, 0.357, 0.435, 0.558,
                                 0.701, 0.871, 1.032, 1.25,  1.421, 1.655, 2.016, 2.701, 3.815, 8.815},
              .sample_loss = 0.94},
    .graphic = {.score = {31,   39,   47,   52.8, 58.5, 62.8, 67.1, 70.8, 75.2, 77.6, 81.3,
                          84.2, 86.2, 87.3, 88.3, 89.1, 89.8, 90.2, 90.9, 91.5, 92.9},
                .bits_per_pixel = {0.05,  0.059, 0.07,  0.082, 0.096, 0.11,  0.126, 0.139, 0.158, 0.171, 0.197,
                                   0.218, 0.234, 0.249, 0.271, 0.284, 0.302, 0.334, 0.396, 0.538, 0.967},
                .sample_loss = 0.89}};

}  // namespace whittle::engine
