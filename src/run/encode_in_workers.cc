// One task in workers: what is tried, in which order, until something can be delivered.
//
//   as asked -> after a timeout or a crash: with less effort -> lossy only: by the lossless engine of the format
//            -> after want of memory: alone, with all of it
//
// The time for a file is hard: what follows the first attempt, other outputs too, gets kSecondShare of it in all. Only
// that counts in which workers ran. What claims to be lossless is compared once more, by another worker: a codec that
// was taken over by its input can spoil its own candidate, but neither the judgement of it nor another file
// (worker/PROTOCOL.md).

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "container/geometry.h"
#include "container/metadata.h"
#include "run/encoder.h"
#include "run/retry.h"
#include "worker/debug.h"

namespace whittle::run {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kSecondShare = 0.2;
constexpr int kLowerEffort = 0;
constexpr int kLosslessEffort = 2;
/// Without --timeout: so many times the estimate, and a minute. Only what hangs should meet it.
constexpr double kPatience = 20;
constexpr std::chrono::seconds kBasePatience{60};
constexpr std::chrono::hours kDebuggersPatience{24};
constexpr int kShareRetries = 6;  ///< three seconds, while descriptors are short

bool is_workers_fault(const Error& error) {
  return error.reason == Reason::timeout || error.reason == Reason::crashed;
}

/// For one attempt.
Clock::duration patience_for(std::optional<Clock::duration> timeout, const plan::Task& task) {
  if (worker::is_debugging()) return kDebuggersPatience;
  if (timeout) return std::max<Clock::duration>(*timeout, std::chrono::milliseconds(1));
  return kBasePatience + std::chrono::duration_cast<Clock::duration>(
                             std::chrono::duration<double, std::milli>(kPatience * task.cost.ms));
}

/// Bytes that a result may have: more than any encoding of such a picture with its metadata takes.
std::uint64_t output_limit(const plan::Task& task, const engine::Settings& settings) {
  const std::uint64_t headers = (1 << 20) + container::most_inflated(task.facts.format);  // tables, a profile
  const container::Size size = container::output_size(task.facts, settings.resize);
  const std::uint64_t pixels = std::uint64_t{size.width} * size.height * std::max(1u, task.facts.frames);
  const int sample = std::max(1, (task.facts.depth + 7) / 8);
  // Four samples a pixel, twice: encoders write a little more than the samples where nothing can be saved.
  return headers + 2 * task.identity.size + 2 * pixels * 4 * static_cast<std::uint64_t>(sample);
}

// What is smaller in every respect is compared in a process that does the same for others: one of its own would take
// too large a part of the time.
constexpr std::uint64_t kSharedPixels = 1024 * 1024;
constexpr std::uint64_t kSharedBytes = 4 << 20;
constexpr std::uint64_t kSharedMemory = 128 << 20;
constexpr std::chrono::seconds kSharedTime{1};  ///< many times what it takes, and not of the file's own

bool may_share(const plan::Task& task) {
  if (worker::is_debugging()) return false;
  const container::Header& facts = task.facts;
  return std::uint64_t{facts.width} * facts.height * std::max(1u, facts.frames) < kSharedPixels &&
         task.identity.size < kSharedBytes && task.cost.bytes < kSharedMemory;
}

/// With limits for all that share it: a process cannot raise its own.
void share_process(worker::Assignment& job) {
  job.process = worker::Process::shared;
  job.timeout = kSharedTime;
  job.memory = kSharedMemory;
  job.output_limit = 0;
}

/// The source could be read by the one that encoded, so whatever is wrong is wrong with its result.
Error as_rejection(Error error) {
  const bool not_judged =
      is_workers_fault(error) || error.reason == Reason::out_of_memory || error.reason == Reason::interrupted;
  if (not_judged || error.reason == Reason::verification_failed) return error;
  return make_error(Category::processing, Reason::verification_failed,
                    "the result did not pass its second check: " + error.message);
}

/// Who compares a candidate with its source: one that does so for many files, then one that does nothing else, then the
/// same with nobody else at work.
enum class Judge { shared, own, alone };

/// Who is asked after `judge` has answered with `error`, if anybody. One that compares for many files may have been
/// taken over by one of them: its yes does no harm, for whoever made the candidate had met no other file; its no is
/// asked again. One that died has said nothing.
std::optional<Judge> next_judge(Judge judge, const Error& error) {
  if (error.reason == Reason::interrupted) return std::nullopt;
  if (judge == Judge::shared) return Judge::own;
  const bool died = error.reason == Reason::crashed || error.reason == Reason::out_of_memory;
  return judge == Judge::own && died ? std::optional(Judge::alone) : std::nullopt;
}

/// Lives as long as one of its jobs is on the way: each callback holds it. Used by one thread at a time, the pool's.
class TaskRun : public std::enable_shared_from_this<TaskRun> {
 public:
  TaskRun(worker::Pool& pool, EncodeRequest request, worker::SharedBytes input, Encoder::Done done)
      : pool_(pool), work_(std::move(request.work)), input_(std::move(input)), done_(std::move(done)) {
    patience_ = patience_for(request.timeout, task());
    left_ = patience_ + std::chrono::duration_cast<Clock::duration>(patience_ * kSecondShare);
  }

  void start() { try_as_asked(); }

 private:
  const plan::Task& task() const { return work_->task; }
  const plan::Output& output() const { return task().outputs[output_]; }

  void try_as_asked() {
    first_error_.reset();
    settings_ = *output().settings;
    attempt(worker::Company::others, [this](Error error) {
      first_error_ = std::move(error);
      if (first_error_->reason == Reason::out_of_memory) return try_alone();
      if (is_workers_fault(*first_error_)) return try_with_less_effort();
      next_output();
    });
  }

  void try_alone() {
    again("alone, with all the memory");
    attempt(worker::Company::alone, [this](Error) { next_output(); });
  }

  void try_with_less_effort() {
    const bool same = settings_.effort == kLowerEffort;
    if (same && first_error_->reason == Reason::timeout) return try_lossless();
    settings_.effort = kLowerEffort;
    again("with the least effort");
    attempt(worker::Company::others, [this](Error) { try_lossless(); });
  }

  void try_lossless() {
    const container::Header& facts = task().facts;
    settings_ = *output().settings;
    const bool was_lossy = settings_.fidelity == engine::Fidelity::lossy;
    settings_.fidelity = engine::Fidelity::lossless;
    settings_.target_score.reset();
    settings_.max_bytes.reset();
    settings_.effort = std::min(settings_.effort, kLosslessEffort);
    if (!was_lossy || settings_.format != facts.format || settings_.resize || engine::refuse(facts, settings_))
      return next_output();
    again("without loss");
    attempt(worker::Company::others, [this](Error) { next_output(); });
  }

  void again(const char* how) {
    log::debug("{}: {}; again, {}", work_->row.input, first_error_->message, how);
    ++retries_;
  }

  worker::Assignment assignment(worker::Operation operation) const {
    worker::Assignment job;
    job.operation = operation;
    job.input = input_;
    job.facts = task().facts;
    job.settings = settings_;
    job.memory = task().cost.bytes;
    job.output_limit = output_limit(task(), settings_);
    job.timeout = std::min(patience_, left_);
    if (output().shared_shrink) job.shared = worker::Shared{task().source, *output().shared_shrink};
    return job;
  }

  template <typename Otherwise>
  void attempt(worker::Company company, Otherwise otherwise) {
    worker::Assignment job = assignment(worker::Operation::encode);
    job.company = company;
    if (job.timeout <= Clock::duration::zero()) return otherwise(worker::not_in_time());
    pool_.submit(std::move(job), [self = shared_from_this(), otherwise](worker::Answer answer) {
      self->left_ -= answer.ran;
      if (answer.made.ok()) return self->made(std::move(*answer.made));
      otherwise(std::move(answer.made).error());
    });
  }

  void made(engine::Candidate made) {
    if (settings_.fidelity != engine::Fidelity::lossless && !made.is_exact()) return passed(std::move(made));
    Result<worker::SharedBytes> bytes = worker::share(made.bytes);
    if (!bytes.ok()) return rejected(std::move(bytes).error());
    auto candidate = std::make_shared<engine::Candidate>(std::move(made));
    candidate->verified = true;  // once the answer is here
    judge(candidate, *bytes, may_share(task()) ? Judge::shared : Judge::own);
  }

  void judge(const std::shared_ptr<engine::Candidate>& candidate, const worker::SharedBytes& bytes, Judge by) {
    worker::Assignment job = assignment(worker::Operation::compare);
    job.candidate = bytes;
    job.timeout = patience_;
    if (by == Judge::shared) share_process(job);
    if (by == Judge::alone) job.company = worker::Company::alone;
    pool_.submit(std::move(job), [self = shared_from_this(), candidate, bytes, by](const worker::Answer& answer) {
      if (by != Judge::shared) self->left_ -= answer.ran;
      if (answer.made.ok()) return self->passed(std::move(*candidate));
      const Error& error = answer.made.error();
      log::debug("{}: not compared: {}", self->work_->row.input, error.message);
      if (const auto next = next_judge(by, error)) return self->judge(candidate, bytes, *next);
      self->rejected(as_rejection(error));
    });
  }

  void rejected(Error error) {
    if (!first_error_) first_error_ = std::move(error);
    next_output();
  }

  void passed(engine::Candidate candidate) {
    all_answer_ = all_answer_ && answers(candidate, *output().settings);
    if (!best_ || engine::is_better(candidate, *best_, output().settings->target_score)) {
      best_ = std::move(candidate);
      best_output_ = output_;
    }
    first_error_.reset();
    next_output();
  }

  void next_output() {
    if (first_error_ && !error_) error_ = std::move(first_error_);
    const bool goes_on = left_ > Clock::duration::zero() && !(error_ && error_->reason == Reason::interrupted);
    if (++output_ < task().outputs.size() && goes_on) return try_as_asked();
    if (!best_) return done_({std::move(*error_), 0, retries_});
    const bool complete = all_answer_ && output_ == task().outputs.size() && !error_ && retries_ == 0;
    done_({std::move(*best_), best_output_, retries_, complete});
  }

  worker::Pool& pool_;
  const std::shared_ptr<const Work> work_;
  const worker::SharedBytes input_;
  const Encoder::Done done_;
  Clock::duration patience_{};  ///< for one attempt
  Clock::duration left_{};      ///< for all attempts; below zero when the last one took longer

  std::size_t output_ = 0;            ///< index of the output that is being tried
  engine::Settings settings_;         ///< of the attempt under way
  std::optional<Error> first_error_;  ///< of this output
  bool all_answer_ = true;            ///< each output that was made: another of them might have been the best
  std::optional<Error> error_;        ///< of the first output that failed
  std::optional<engine::Candidate> best_;
  std::size_t best_output_ = 0;
  int retries_ = 0;
};

class WorkerEncoder final : public Encoder {
 public:
  explicit WorkerEncoder(worker::Pool& pool) : pool_(pool) {}

  void start(EncodeRequest request, Done done) noexcept override {
    const auto nobody = [] { return false; };
    Result<worker::SharedBytes> input = with_retries(kShareRetries, request.work->row.index, nobody,
                                                     [&] { return worker::share(request.work->input()); });
    if (!input.ok()) return done({std::move(input).error()});
    std::make_shared<TaskRun>(pool_, std::move(request), std::move(*input), std::move(done))->start();
  }

 private:
  worker::Pool& pool_;
};

}  // namespace

std::unique_ptr<Encoder> worker_encoder(worker::Pool& pool) {
  return std::make_unique<WorkerEncoder>(pool);
}

}  // namespace whittle::run
