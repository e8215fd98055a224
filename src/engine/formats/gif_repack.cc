#include "engine/formats/gif_repack.h"

#include "container/defect.h"
#include "container/geometry.h"
#include "container/gif/gif.h"
#include "container/metadata.h"
#include "engine/formats/gif_reel.h"

namespace whittle::engine {

using container::not_the_original;

container::MetadataEdit gif_edit(const Settings& settings) {
  container::MetadataEdit edit;
  edit.strip = settings.strip;
  return edit;
}

bool keeps_gif_frames(const container::Header& facts, const Settings& settings) {
  return facts.format == Format::gif && settings.format == Format::gif && settings.icc == IccPolicy::keep &&
         container::output_size(facts, settings.resize) == container::oriented_size(facts);
}

Result<Candidate> repack_gif(const Job& job) {
  const container::MetadataEdit edit = gif_edit(job.settings);
  TRY(container::check_gif_repackable(job.input, edit));
  Reel reel(job.input);
  TRY(reel.open());
  TRY_ASSIGN(Bytes encoded, write_reel(reel, {}, job.settings.effort, job.deadline));
  Candidate candidate;
  candidate.engine = "gif-lossless";
  candidate.verified = true;
  TRY_ASSIGN(candidate.bytes, container::with_metadata(Format::gif, std::move(encoded), {job.input, {}}, edit));
  TRY(compare_gif_repack(job, candidate.bytes));
  return candidate;
}

Status compare_gif_repack(const Job& job, ByteView candidate) {
  Reel original(job.input), made(candidate);
  TRY(original.open());
  if (!made.open().ok()) return not_the_original("it cannot be read");
  TRY(container::compare_gif_viewers(job.input, candidate));
  return compare_reels(original, made, {}, job.deadline);
}

}  // namespace whittle::engine
