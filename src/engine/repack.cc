#include "engine/repack.h"

#include "codec/deflate/parse.h"
#include "engine/errors.h"
#include "engine/formats/gif_repack.h"
#include "engine/formats/jpeg_repack.h"
#include "engine/formats/png_repack.h"
#include "engine/refuse_extras.h"

namespace whittle::engine {
namespace {

constexpr Repack kGif{keeps_gif_frames, repack_gif, compare_gif_repack};
constexpr Repack kJpeg{is_jpeg_repack, repack_jpeg, compare_jpeg_repack};
constexpr Repack kPng{keeps_png_pixels, repack_png, compare_png_repack, read_png_source};

/// `work(repack, job)` with the source as decoders take it, if nothing is lost that the whole file has beside the
/// picture.
template <typename Work>
auto guarded(const Job& job, Work work) -> decltype(work(kPng, job)) {
  const Repack* const repack = repack_of(job.settings.format);
  if (repack == nullptr) return unsupported("no engine keeps more than the pixels of this format");
  return without_exceptions([&]() -> decltype(work(kPng, job)) {
    container::Header facts = job.facts;
    facts.extras |= container::find_extras(job.input, facts.format);
    if (auto error = refuse_extras(facts, job.settings, "this format")) return *std::move(error);
    Job found{job.input, facts, job.settings, job.deadline};
    std::optional<Bytes> read;
    if (repack->as_read != nullptr) {
      TRY_ASSIGN(read, repack->as_read(found));
    }
    if (read) found.input = *read;
    return work(*repack, found);
  });
}

}  // namespace

const Repack* repack_of(Format format) {
  if (format == Format::gif) return &kGif;
  if (format == Format::jpeg) return &kJpeg;
  if (format == Format::png) return &kPng;
  return nullptr;
}

Result<Candidate> run_repack(const Job& job) {
  return guarded(job, [](const Repack& repack, const Job& found) { return repack.run(found); });
}

Status compare_repack(const Job& job, ByteView candidate) {
  return guarded(job, [&](const Repack& repack, const Job& found) { return repack.compare(found, candidate); });
}

Status start_repacks() {
  deflate::get_ready();
  return {};
}

}  // namespace whittle::engine
