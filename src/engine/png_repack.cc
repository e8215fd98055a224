#include "engine/png_repack.h"

#include "engine/png_chunks.h"
#include "engine/png_lossless.h"
#include "engine/png_metadata.h"
#include "engine/png_palette.h"
#include "image/geometry.h"
#include "image/icc.h"
#include "image/metadata_edit.h"

namespace whittle::engine {

bool is_png_repack(const image::Header& facts, const Settings& settings) {
  return keeps_png_pixels(facts, settings) && (settings.fidelity == Fidelity::lossless || !can_quantise(facts));
}

bool keeps_png_pixels(const image::Header& facts, const Settings& settings) {
  if (facts.format != Format::png || settings.format != Format::png || settings.icc != IccPolicy::keep) return false;
  return image::output_size(facts, settings.resize) == image::oriented_size(facts);
}

Result<Candidate> repack_png(const Job& job) {
  image::MetadataEdit edit;
  edit.strip = job.settings.strip;
  if (edit.strips(Metadata::icc)) {
    // A profile that says more than "sRGB" decides how the pixels look, and stays.
    TRY_ASSIGN(const png::Container container, png::read_container(job.input));
    if (image::is_srgb_profile(png::colour_profile(container))) edit.profile = image::MetadataEdit::Profile::drop;
  }
  Candidate candidate;
  candidate.engine = "png-lossless";
  candidate.verified = true;
  TRY_ASSIGN(candidate.bytes, recode_png(image::png_edited(job.input, edit), job.settings, job.deadline));
  return candidate;
}

Result<Bytes> recode_png(Bytes encoded, const Settings& settings, const Deadline& deadline) {
  return optimize_png(encoded, {settings.effort, deadline});
}

}  // namespace whittle::engine
