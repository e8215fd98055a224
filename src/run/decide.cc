#include "run/decide.h"

#include <algorithm>
#include <utility>

#include "container/geometry.h"
#include "container/sniff.h"
#include "plan/row.h"

namespace whittle::run {
namespace {

/// The candidate is what it claims to be, by our own parsers.
Status check_candidate(const Work& work) {
  const auto wrong = [&](std::string what) {
    return make_error(Category::processing, Reason::verification_failed, "the encoder's output " + std::move(what),
                      work.row.input);
  };
  const ByteView bytes = work.candidate->bytes;
  const engine::Settings& settings = *work.output().settings;
  if (container::sniff(bytes.first(std::min(bytes.size(), container::kSniffBytes))) != settings.format) {
    return wrong("is not " + std::string(to_string(settings.format)));
  }
  MemorySource source(bytes);
  const Result<container::Header> header = container::read_header(source, settings.format);
  if (!header.ok()) return wrong("is damaged: " + header.error().message);
  if (container::oriented_size(*header) != container::output_size(work.task.facts, settings.resize))
    return wrong("has the wrong size");
  if (header->frames != work.task.facts.frames) return wrong("has the wrong number of frames");
  return {};
}

/// What it takes to be delivered: colours that were asked for and have been converted are wanted for themselves, as
/// another size is (plan/build.cc).
plan::Deliver delivery(const Work& work, const plan::Settings& settings) {
  const bool wanted = work.candidate->recoloured && work.output().settings->icc == IccPolicy::srgb;
  if (!wanted || plan::settings_for(settings, work.task).min_savings) return work.task.deliver;
  if (settings.mode == Mode::check) return work.task.deliver;
  if (settings.target == plan::Target::in_place) return plan::Deliver::if_smaller;
  return plan::Deliver::always;
}

}  // namespace

Reason not_worth_it(const Work& work, const plan::Settings& settings, std::uint64_t bytes) {
  const plan::Deliver deliver = delivery(work, settings);
  if (deliver == plan::Deliver::always) return Reason::none;
  const std::uint64_t in = work.input().size(), out = bytes;
  if (out == in) return Reason::already_optimal;
  if (out > in) return Reason::not_smaller;
  if (deliver == plan::Deliver::if_smaller) return Reason::none;
  const std::optional<std::uint64_t> limit = work.output().settings->max_bytes;
  if (limit && in > *limit) return Reason::none;  // it has to become smaller, by however little
  const engine::Fidelity fidelity =
      work.candidate->is_exact() ? engine::Fidelity::lossless : work.output().settings->fidelity;
  if (in - out < plan::settings_for(settings, work.task).worth_writing(in, fidelity)) return Reason::below_min_savings;
  return Reason::none;
}

namespace {

Verdict deliver_or_leave(const Work& work) {
  return work.task.original_path.empty() ? Verdict::leave_alone : Verdict::deliver_original;
}

Verdict fail(Work& work, Error error, const plan::Settings& settings) {
  const bool stopped = error.reason == Reason::interrupted || error.reason == Reason::cancelled;
  const plan::Undelivered missing =
      stopped ? plan::Undelivered::is_fine : plan::undelivered(settings, work.task, error.reason);
  plan::leave_as_it_is(work.row, std::move(error), missing);
  const bool can_deliver = !work.input().empty() && work.row.reason != Reason::interrupted;
  return can_deliver ? deliver_or_leave(work) : Verdict::leave_alone;
}

std::optional<std::uint64_t> max_bytes(const Work& work) {
  return work.task.outputs.empty() ? std::nullopt : work.task.outputs.front().settings->max_bytes;
}

/// The verdict without regard to `--max-size`.
Verdict decide_by_worth(Work& work, const plan::Settings& settings) {
  if (work.error) return fail(work, std::move(*work.error), settings);
  if (work.task.outputs.empty()) return deliver_or_leave(work);  // the row was final before the run
  if (work.kept != Reason::none) {
    plan::leave_as_it_is(work.row, Outcome::kept, work.kept);
    return deliver_or_leave(work);
  }
  if (Status checked = check_candidate(work); !checked.ok()) return fail(work, std::move(checked).error(), settings);
  work.row.verified = work.candidate->verified;
  if (const Reason reason = not_worth_it(work, settings, work.candidate->bytes.size()); reason != Reason::none) {
    plan::leave_as_it_is(work.row, Outcome::kept, reason);
    return deliver_or_leave(work);
  }
  work.row.format_out = work.output().settings->format;
  work.row.outcome = work.row.format_out == work.row.format_in ? Outcome::optimized : Outcome::converted;
  work.row.reason = Reason::none;
  work.row.bytes_out = work.candidate->bytes.size();
  const container::Size size = container::output_size(work.task.facts, work.output().settings->resize);
  work.row.width_out = size.width;
  work.row.height_out = size.height;
  work.row.encoder_quality = work.candidate->quality;
  if (work.candidate->quality) {
    work.row.quality = engine::common_quality(*work.output().settings, *work.candidate->quality);
  }
  work.row.score = work.candidate->score;
  work.row.target = work.output().settings->target_score;
  work.row.has_position = work.row.outcome == Outcome::converted && work.candidate->has_position;
  return Verdict::write_candidate;
}

}  // namespace

Verdict decide(Work& work, const plan::Settings& settings) {
  const Verdict verdict = decide_by_worth(work, settings);
  const std::optional<std::uint64_t> limit = max_bytes(work);
  if (!limit) return verdict;
  // Nothing above the limit is delivered, the original neither, except where every input is.
  const std::uint64_t size = verdict == Verdict::write_candidate ? work.candidate->bytes.size() : work.input().size();
  if (size <= *limit) return verdict;
  if (work.row.outcome != Outcome::failed && work.row.outcome != Outcome::skipped) {
    (void)fail(work,
               make_error(Category::limit, Reason::too_large,
                          "is " + std::to_string(size) + " bytes at best, more than --max-size", work.row.input),
               settings);
  }
  return settings.target == plan::Target::directory ? deliver_or_leave(work) : Verdict::leave_alone;
}

}  // namespace whittle::run
