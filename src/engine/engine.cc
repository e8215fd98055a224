#include "engine/engine.h"

#include "container/geometry.h"
#include "engine/errors.h"
#include "engine/formats.h"
#include "engine/pipeline.h"
#include "engine/refuse_extras.h"

namespace whittle::engine {
namespace {

std::vector<Format> formats_that(bool (*can)(const FormatRow&)) {
  std::vector<Format> formats;
  if (!vips::start_vips()) return formats;
  for (const Format format : kTargetFormats) {
    if (can(row_of(format))) formats.push_back(format);
  }
  return formats;
}

/// What needs no libvips stays away from it: in a process that was forked for one file, its first call costs more than
/// a small picture.
Result<Candidate> run_engine(const Job& job) {
  const Repack* const repack = repack_of(job.settings.format);
  if (is_repack(job.facts, job.settings)) return repack->run(job);
  const FormatRow& row = row_of(job.settings.format);
  if (row.shrink_own != nullptr && repack->keeps_pixels(job.facts, job.settings)) return row.shrink_own(job);
  const vips::JobScope scope;
  return run_pipeline(job);
}

/// `pipeline` with the source as its decoders take it.
template <typename Pipeline>
auto as_read(const Job& job, Pipeline pipeline) -> decltype(pipeline(job)) {
  const FormatRow& source = row_of(job.facts.format);
  if (source.as_read == nullptr) return pipeline(job);
  TRY_ASSIGN(const std::optional<Bytes> read, source.as_read(job));
  if (!read) return pipeline(job);
  Job same = job;
  same.input = *read;
  return pipeline(same);
}

/// `pipeline(job)` between the refusals and the end of all exceptions. Here the whole file is at hand: what its header
/// does not tell counts too.
template <typename Pipeline>
auto guarded(const Job& job, Pipeline pipeline) -> decltype(pipeline(job)) {
  return without_exceptions([&]() -> decltype(pipeline(job)) {
    container::Header facts = job.facts;
    facts.extras |= container::find_extras(job.input, facts.format);
    if (auto error = refuse(facts, job.settings)) return *std::move(error);
    if (auto error = refuse_extras_behind(job, row_of(job.settings.format).name)) return *std::move(error);
    return as_read(Job{job.input, facts, job.settings, job.deadline, job.shrink, job.kept}, pipeline);
  });
}

}  // namespace

Result<Candidate> run(const Job& job) {
  return guarded(job, run_engine);
}

Status compare(const Job& job, ByteView candidate) {
  return guarded(job, [&](const Job& same) {
    const Repack* const repack = repack_of(same.settings.format);
    if (repack != nullptr && repack->keeps_pixels(same.facts, same.settings)) return repack->compare(same, candidate);
    const vips::JobScope scope;
    return compare_with_source(same, candidate);
  });
}

std::optional<int> decode_shrink(const container::Header& facts, const Settings& settings) {
  if (is_repack(facts, settings)) return std::nullopt;
  if (row_of(facts.format).loader_shrinks == Can::no || !settings.resize) return 1;
  if (codes_exactly(row_of(settings.format), facts, settings)) return 1;
  const container::Size from = container::oriented_size(facts), to = container::output_size(facts, settings.resize);
  // Decoders shrink with a box filter, so a factor of two at least is left to the resampler.
  for (std::uint32_t shrink = kMostShrink; shrink > 1; shrink /= 2) {
    if (from.width / to.width >= 2 * shrink && from.height / to.height >= 2 * shrink) return static_cast<int>(shrink);
  }
  return 1;
}

Status start_single() {
  return vips::start_vips(vips::JobsAtOnce::one);
}

Status start() {
  return vips::start_vips();
}

PixelCost pixel_cost(const Settings& settings) {
  const FormatRow& row = row_of(settings.format);
  return row.cost == nullptr ? PixelCost{} : row.cost(settings);
}

bool can_search(Format format) {
  return row_of(format).reach_score == Can::yes;
}

bool is_always_lossy(Format format) {
  const FormatRow& row = row_of(format);
  return row.lossy == Can::yes && row.lossless == Can::no;
}

std::vector<Format> offered_formats(Fidelity fidelity) {
  const Offer matching = fidelity == Fidelity::lossy ? Offer::with_loss : Offer::without_loss;
  std::vector<Format> formats;
  for (const FormatRow& row : all_rows()) {
    if (row.offer == Offer::always || row.offer == matching) formats.push_back(row.format);
  }
  return formats;
}

const std::vector<Format>& readable_formats() {
  static const std::vector<Format> formats = formats_that(can_read);
  return formats;
}

const std::vector<Format>& writable_formats() {
  static const std::vector<Format> formats = formats_that(can_write);
  return formats;
}

std::string libvips_version() {
  return vips::vips_version();
}

std::vector<std::string> build_notes() {
  if (!vips::start_vips()) return {"libvips cannot be started: no format can be read or written"};
  std::vector<std::string> notes;
  std::string unreadable;
  for (const FormatRow& row : all_rows()) {
    if (row.saver != nullptr && !can_write(row)) notes.push_back(std::string(row.name) + " cannot be written");
    if (!can_read(row)) unreadable.append(unreadable.empty() ? "" : ", ").append(row.name);
  }
  if (!unreadable.empty()) notes.push_back(unreadable + " cannot be read");
  for (const FormatRow& row : all_rows()) {
    const bool lacks = row.wanted.argument != nullptr && !vips::has_argument(row.saver, row.wanted.argument);
    if (lacks) notes.emplace_back(row.wanted.without);
  }
  return notes;
}

}  // namespace whittle::engine
