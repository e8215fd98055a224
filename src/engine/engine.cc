#include "engine/engine.h"

#include <new>

#include "codec/png/optimize.h"
#include "engine/formats.h"
#include "engine/formats/jpeg_repack.h"
#include "engine/formats/png_repack.h"
#include "engine/pipeline.h"
#include "engine/search/curves.h"
#include "vips/context.h"

namespace whittle::engine {
namespace {

std::vector<Format> formats_that(bool (*can)(Format)) {
  std::vector<Format> formats;
  if (!vips::start_vips()) return formats;
  for (const Format format : kTargetFormats) {
    if (can(format)) formats.push_back(format);
  }
  return formats;
}

Result<Candidate> run_engine(const Job& job) {
  if (is_png_repack(job.facts, job.settings)) return repack_png(job);
  if (is_jpeg_repack(job.facts, job.settings)) return repack_jpeg(job);
  return run_pipeline(job);
}

/// `pipeline(job)` between the refusals and the end of all exceptions.
template <typename Pipeline>
auto guarded(const Job& job, Pipeline pipeline) -> decltype(pipeline(job)) {
  try {
    if (auto error = refuse(job.facts, job.settings)) return *std::move(error);
    const vips::JobScope scope;
    return pipeline(job);
  } catch (const std::bad_alloc&) {
    return make_error(Category::limit, Reason::out_of_memory, "not enough memory");
  } catch (...) {
    return make_error(Category::processing, Reason::processing_failed, "an unexpected failure of the engine");
  }
}

}  // namespace

Result<Candidate> run(const Job& job) {
  return guarded(job, run_engine);
}

Status compare(const Job& job, ByteView candidate) {
  return guarded(job, [&](const Job& same) {
    if (keeps_png_pixels(same.facts, same.settings)) return png::compare(same.input, candidate);
    if (is_jpeg_repack(same.facts, same.settings)) return compare_repack(same, candidate);
    return compare_with_source(same, candidate);
  });
}

Status start_single() {
  return vips::start_vips(vips::JobsAtOnce::one);
}

bool can_search(Format format) {
  return has_curve(format) || format == Format::png;
}

const std::vector<Format>& readable_formats() {
  static const std::vector<Format> formats = formats_that(can_read);
  return formats;
}

const std::vector<Format>& writable_formats() {
  static const std::vector<Format> formats = formats_that(can_write);
  return formats;
}

std::string_view engine_versions() {
  static const std::string versions =
      "vips " + vips::vips_version() + "; jpeg 4; png 5; webp 3; gif 1; avif 3; tiff 1; jxl 3";
  return versions;
}

}  // namespace whittle::engine
