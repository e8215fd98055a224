#include "engine/repack.h"

#include "codec/deflate/parse.h"
#include "engine/errors.h"
#include "engine/formats/jpeg_repack.h"
#include "engine/formats/png_repack.h"

namespace whittle::engine {
namespace {

constexpr Repack kJpeg{is_jpeg_repack, repack_jpeg, compare_jpeg_repack};
constexpr Repack kPng{keeps_png_pixels, repack_png, compare_png_repack};

Error has_no_repack() {
  return unsupported("no engine keeps more than the pixels of this format");
}

}  // namespace

const Repack* repack_of(Format format) {
  if (format == Format::jpeg) return &kJpeg;
  if (format == Format::png) return &kPng;
  return nullptr;
}

Result<Candidate> run_repack(const Job& job) {
  const Repack* const repack = repack_of(job.settings.format);
  if (repack == nullptr) return has_no_repack();
  return without_exceptions([&] { return repack->run(job); });
}

Status compare_repack(const Job& job, ByteView candidate) {
  const Repack* const repack = repack_of(job.settings.format);
  if (repack == nullptr) return has_no_repack();
  return without_exceptions([&] { return repack->compare(job, candidate); });
}

Status start_repacks() {
  deflate::get_ready();
  return {};
}

}  // namespace whittle::engine
