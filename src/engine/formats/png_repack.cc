#include "engine/formats/png_repack.h"

#include "codec/png/metadata.h"
#include "codec/png/optimize.h"
#include "codec/png/read.h"
#include "container/geometry.h"
#include "container/metadata.h"
#include "container/payload/icc.h"
#include "container/png/as_read.h"
#include "container/png/png.h"

namespace whittle::engine {
namespace {

/// The input, or in `storage` the input without the credentials that the job gives up: the codec rewrites no signed
/// file.
ByteView without_credentials(const Job& job, Bytes& storage) {
  if (!job.facts.carries(container::Extra::credentials)) return job.input;
  storage = container::png_edited(job.input, {});
  return storage;
}

}  // namespace

bool keeps_png_pixels(const container::Header& facts, const Settings& settings) {
  if (facts.format != Format::png || settings.format != Format::png || settings.icc != IccPolicy::keep) return false;
  return container::output_size(facts, settings.resize) == container::oriented_size(facts);
}

Result<std::optional<Bytes>> read_png_source(const Job& job) {
  TRY(container::check_png_unknown(job.input, job.settings.strip));
  const bool stays = job.settings.format == Format::png;
  return container::png_as_read(job.input, stays ? container::PngReader::png : container::PngReader::other);
}

Result<Candidate> repack_png(const Job& job) {
  Bytes storage;
  const ByteView input = without_credentials(job, storage);
  container::MetadataEdit edit;
  edit.strip = job.settings.strip;
  if (edit.strips(Metadata::icc)) {
    // A profile that says more than "sRGB" decides how the pixels look, and stays.
    TRY_ASSIGN(const png::Container container, png::read_container(input));
    if (container::is_srgb_profile(png::colour_profile(container)) && container.find("cICP") == nullptr) {
      edit.profile = container::MetadataEdit::Profile::drop;
      // A profile that fits the channels overrules gAMA and cHRM, which must not come into force without it.
      if (!png::is_grey(container.header.format.colour)) edit.colour_tags = container::MetadataEdit::ColourTags::drop;
    }
  }
  Candidate candidate;
  candidate.engine = "png-lossless";
  candidate.verified = true;
  TRY_ASSIGN(candidate.bytes, recode_png(container::png_edited(input, edit), job.settings, job.deadline));
  return candidate;
}

Status compare_png_repack(const Job& job, ByteView candidate) {
  Bytes storage;
  return png::compare(without_credentials(job, storage), candidate);
}

Result<Bytes> recode_png(Bytes encoded, const Settings& settings, const Deadline& deadline) {
  return png::optimize(encoded, {settings.effort, deadline});
}

}  // namespace whittle::engine
