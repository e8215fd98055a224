// AVIF by libheif and libaom. Always lossy: libvips' "lossless" is off by up to 4 levels (libvips#4051).
//
// Chroma keeps its full resolution at every quality. Half of it saves next to nothing: at equal score photographs are
// up to 1 % smaller with it at 60 and 2.5 % larger at 80, screenshots 2 to 17 % larger from 60 to 80 and seldom
// reach 90. It takes the High profile of AV1, which dav1d, libaom and libgav1 read.
//
// One thread a file: libvips lets libaom cut a picture into a tile for each thread, which costs 0.3 to 1.5 % of the
// bytes and would make them depend on how many cores are idle.

#include "engine/effort.h"
#include "engine/formats.h"

namespace whittle::engine {
namespace {

// 10 bits for deep sources; 12 where the source has 12. Debian 12's libaom 3.6.0 writes beyond its buffers at 10 bits
// (found with valgrind, 64x64 is enough), but not at 12.
int bits_for(const Request& request) {
  if (request.image->BandFmt != VIPS_FORMAT_USHORT) return 8;
  const bool old = vips_version(0) == 8 && vips_version(1) < 15;
  return old || request.facts.depth == 12 ? 12 : 10;
}

}  // namespace

std::vector<Variant> avif_variants(const Request& request) {
  return {{"avif-vips",
           {{"compression", VIPS_FOREIGN_HEIF_COMPRESSION_AV1},
            {"Q", request.settings.quality},
            {"effort", effort_row(request.settings.effort).avif},
            {"bitdepth", bits_for(request)},
            {"subsample-mode", VIPS_FOREIGN_SUBSAMPLE_OFF}}}};
}

}  // namespace whittle::engine
