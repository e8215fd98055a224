#include "run/memory.h"

#include <utility>

#include "container/geometry.h"
#include "container/metadata.h"
#include "plan/made_with.h"
#include "sys/private_files.h"

namespace whittle::run {
namespace {

cache::Where where_is(const Work& work) {
  if (work.task.link) return {work.task.link->path, work.task.link->directory};
  return {work.row.input, work.task.directory};
}

cache::Key answer_key(const Work& work) {
  return cache::key_of(*work.content, work.input().size(), plan::encoding_of(work.task));
}

/// Whether a run with the settings that `bytes` were made with leaves them as they are.
bool is_final(const Work& work, const engine::Settings& settings) {
  const engine::Candidate& candidate = *work.candidate;
  if (settings.fidelity == engine::Fidelity::lossless) return true;
  // Of a lossy one among several the mark is not asked.
  return work.task.outputs.size() == 1 && container::read_mark(candidate.bytes, settings.format).has_value();
}

}  // namespace

bool Memory::may_be_done(const Work& work) const {
  return work.row.input != "-" && !work.task.outputs.empty() && plan::may_be_done(settings_);
}

cache::Key Memory::done_key(const Content& content, std::uint64_t size, Format format) const {
  return cache::key_of(content, size, plan::asked_of(settings_, format));
}

void Memory::look_at(Work& work) const {
  if (cache_ == nullptr && !work.task.content) return;
  work.content = content_of(work.input());
  if (cache_ == nullptr || !may_be_done(work)) return;
  const Format format = work.task.facts.format;
  const auto done = cache_->done(done_key(*work.content, work.input().size(), format));
  if (!done) return;
  work.kept = done->reason;
  work.row.cached = true;
}

bool Memory::recall(Work& work) const {
  if (cache_ == nullptr || !work.content) return false;
  const std::optional<cache::Answer> answer = cache_->answer(answer_key(work));
  if (!answer || answer->output_index >= work.task.outputs.size()) return false;
  engine::Candidate candidate;
  candidate.engine = "cache";
  candidate.quality = answer->quality;
  candidate.score = answer->score;
  candidate.encodes = answer->encodes;
  candidate.verified = answer->verified;
  candidate.recoloured = answer->recoloured;
  candidate.has_position = answer->has_position;
  work.output_index = answer->output_index;
  work.candidate = std::move(candidate);
  const Reason reason = not_worth_it(work, settings_, answer->size);
  if (reason == Reason::none) {
    std::optional<Bytes> bytes = answer->is_stored ? cache_->result(*answer) : std::nullopt;
    if (!bytes) {
      work.candidate.reset();
      work.output_index = 0;
      return false;
    }
    work.candidate->bytes = std::move(*bytes);
  } else {
    work.candidate.reset();
    work.kept = reason;
  }
  work.complete = work.row.cached = true;  // nothing else is remembered
  return true;
}

void Memory::remember(Work& work, Verdict verdict) const {
  const Outcome outcome = work.row.outcome;
  if (cache_ == nullptr || !work.content || outcome == Outcome::failed || outcome == Outcome::skipped) return;
  if (work.task.outputs.empty() || (work.candidate && !work.complete)) return;
  if (outcome == Outcome::kept && may_be_done(work)) remember_done(work);
  if (!work.candidate) return;
  cache::Answer answer;
  answer.bytes = content_of(work.candidate->bytes);
  if (verdict == Verdict::write_candidate) prepare_written(work, answer.bytes);
  if (work.row.cached || work.is_copy) return;
  answer.size = work.candidate->bytes.size();
  answer.quality = work.candidate->quality;
  answer.score = work.candidate->score;
  answer.encodes = work.candidate->encodes;
  answer.output_index = static_cast<std::uint32_t>(work.output_index);
  answer.verified = work.candidate->verified;
  answer.recoloured = work.candidate->recoloured;
  answer.has_position = work.candidate->has_position;
  answer.is_stored = verdict == Verdict::write_candidate;
  cache_->remember(answer_key(work), answer, work.candidate->bytes);
}

void Memory::remember_done(Work& work) const {
  const Format format = work.task.facts.format;
  const FileResult& row = work.row;
  cache_->remember(done_key(*work.content, work.input().size(), format),
                   cache::Done{row.width, row.height, row.frames, row.width_out, row.height_out, format, row.reason});
  cache_->saw(where_is(work), work.task.identity, {*work.content, format}, work.read_at_ns);
}

/// The new file, once it is there, is one for which nothing is to be done; of that there must be no doubt.
void Memory::prepare_written(Work& work, const Content& made) const {
  const engine::Settings& settings = *work.output().settings;
  const bool in_place = settings_.target == plan::Target::in_place && settings_.mode == Mode::write;
  if (!in_place || !may_be_done(work) || settings.format != work.task.facts.format) return;
  if (!is_final(work, settings)) return;
  MemorySource source(work.candidate->bytes);
  const Result<container::Header> facts = container::read_header(source, settings.format);
  if (!facts.ok() || facts->width != work.row.width || facts->height != work.row.height) return;
  const container::Size seen = container::oriented_size(*facts);
  work.replaced = Work::Replaced{
      made,
      work.candidate->bytes.size(),
      {facts->width, facts->height, facts->frames, seen.width, seen.height, settings.format, Reason::already_optimal}};
}

void Memory::written(const Work& work, Folders& folders) const {
  if (cache_ == nullptr || !work.replaced) return;
  const auto at = folders.of_input(work.task, work.row.input);
  if (!at.ok()) return;
  const auto stat = sys::stat_at(at->directory->fd(), at->name.c_str(), sys::Links::keep, at->path);
  if (!stat.ok() || stat->identity.size != work.replaced->size) return;
  cache_->remember(done_key(work.replaced->content, work.replaced->size, work.replaced->done.format),
                   work.replaced->done);
  // Nobody has read it yet: as young as can be.
  cache_->saw(where_is(work), stat->identity, {work.replaced->content, work.replaced->done.format}, 0);
}

}  // namespace whittle::run
