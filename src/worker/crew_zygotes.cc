// The two zygotes of a Crew: workers that they fork, news that they bring, and their own end.

#include <algorithm>
#include <utility>

#include "base/log.h"
#include "worker/crew.h"
#include "worker/debug.h"
#include "worker/vetting.h"

namespace whittle::worker {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::seconds kHelloTime{30};
constexpr int kMaxFailedStarts = 5;  ///< before a first worker stands
constexpr milliseconds kStartPause{50};
constexpr std::chrono::seconds kPatience{30};  ///< while nothing can be started, and nobody who works gives way

/// Workers that may be there at once, dying ones too.
constexpr int most_workers(int running) {
  return 4 * running + 4;
}

}  // namespace

void Crew::start_zygote() {
  ready_by_ = is_debugging() ? Clock::time_point::max() : Clock::now() + kHelloTime;
  Status started = zygote_.start();
  if (started.ok()) return;
  if (when_ready_) return give_up(std::move(started).error());
  start_failed(std::move(started).error());
}

bool Crew::may_start() const {
  return Clock::now() >= next_start_;
}

/// What a process needs cannot be had now. In the middle of a run that may pass.
void Crew::start_failed(Error error) {
  const auto now = Clock::now();
  next_start_ = now + kStartPause * (1 << std::min(failed_starts_, kMaxFailedStarts));
  ++failed_starts_;
  if (!stuck_since_ || count(State::busy) > 0) stuck_since_ = now;
  const bool is_hopeless = when_ready_ ? failed_starts_ > kMaxFailedStarts : now - *stuck_since_ > kPatience;
  if (is_hopeless) give_up(std::move(error));
}

/// Its workers die with it.
void Crew::zygote_is_gone(const Error& cause) {
  const bool said_hello = zygote_.said_hello();
  zygote_.destroy();
  for (Worker& worker : take_workers_of(zygote_)) {
    if (worker.job) answer(worker, worker.verdict.value_or(cause));
  }
  if (kill_all_at_) return give_up(interrupted());
  Error error = make_error(Category::pool, Reason::processing_failed, "the worker program does not run");
  if (when_ready_ && !said_hello) return give_up(std::move(error));
  start_failed(std::move(error));
}

/// The other one does without.
void Crew::repacker_is_gone() {
  repacker_->destroy();
  for (Worker& worker : take_workers_of(*repacker_)) {
    if (!worker.job) continue;
    if (worker.verdict)
      answer(worker, *worker.verdict);
    else
      queue_.push_front(std::move(*worker.job));
  }
  repacker_.reset();
}

/// Of a run that is stopped.
void Crew::all_are_gone() {
  if (repacker_) repacker_is_gone();
  zygote_is_gone(interrupted());
}

std::list<Crew::Worker> Crew::take_workers_of(const ZygoteProcess& zygote) {
  std::list<Worker> taken;
  for (auto next = workers_.begin(); next != workers_.end();) {
    const auto worker = next++;
    if (worker->zygote == &zygote) taken.splice(taken.end(), workers_, worker);
  }
  return taken;
}

ZygoteProcess& Crew::zygote_for(const Assignment& assignment) {
  const bool may_be_repacker = repacker_ && repacker_->said_hello();
  return may_be_repacker && engine::is_repack(assignment.facts, assignment.settings) ? *repacker_ : zygote_;
}

Crew::Worker* Crew::spawn(ZygoteProcess& zygote) {
  if (!may_start()) return nullptr;
  if (static_cast<int>(workers_.size()) >= most_workers(setup_.running)) return nullptr;
  Result<ZygoteProcess::Ends> ends = zygote.spawn(next_worker_);
  if (!ends.ok()) {
    spawn_failed(zygote, std::move(ends).error());
    return nullptr;
  }
  Worker& worker = workers_.emplace_back();
  worker.id = next_worker_++;
  worker.zygote = &zygote;
  worker.channel = std::move(ends->channel);
  worker.output = std::move(ends->output);
  return &worker;
}

void Crew::spawn_failed(const ZygoteProcess& zygote, Error error) {
  // Where processes are few, one that waits makes room for one that may have the job.
  const auto waiting = std::find_if(workers_.begin(), workers_.end(), [&](const Worker& w) {
    return w.state == State::idle || (w.state == State::spare && w.zygote != &zygote);
  });
  if (waiting != workers_.end()) kill(*waiting, crashed("it makes room"));
  start_failed(std::move(error));
}

void Crew::hear_zygote() {
  while (zygote_.fd() >= 0) {
    const Result<std::optional<Message>> message = zygote_.hear();
    if (!message.ok() && message.error().reason == Reason::crashed) return zygote_is_gone(message.error());
    if (!message.ok()) return give_up(message.error());
    if (!message->has_value()) return;
    note(**message);
  }
}

void Crew::hear_repacker() {
  while (repacker_) {
    const Result<std::optional<Message>> message = repacker_->hear();
    if (!message.ok()) return repacker_is_gone();
    if (!message->has_value()) return;
    note(**message);
  }
}

void Crew::note(const Message& news) {
  if (const auto* const stillborn = std::get_if<Unborn>(&news)) unborn(stillborn->worker);
  if (const auto* const dead = std::get_if<Exited>(&news)) buried(dead->worker, dead->status);
  if (const auto* const pause = std::get_if<Paused>(&news)) paused(*pause);
}

void Crew::unborn(std::uint32_t id) {
  const auto found = find(id);
  if (found == workers_.end()) return;
  // What it was to do waits for another.
  if (found->job) queue_.push_front(std::move(*found->job));
  const ZygoteProcess& zygote = *found->zygote;
  workers_.erase(found);
  spawn_failed(zygote, make_error(Category::pool, Reason::processing_failed,
                                  "no worker can be started: the system allows no more processes"));
}

void Crew::buried(std::uint32_t id, int status) {
  const auto found = find(id);
  if (found == workers_.end()) return;
  if (found->state == State::busy) hear(*found);  // it may have answered before
  std::optional<Job> job = std::move(found->job);
  const Clock::duration ran = time_run(*found);
  const std::optional<Error> verdict = std::move(found->verdict);
  const bool was_ready = found->is_ready;
  workers_.erase(found);
  if (!was_ready && !verdict) {
    if (job) queue_.push_front(std::move(*job));
    return start_failed(crashed("workers die before they are ready"));
  }
  if (!job) return;
  const Error error = verdict.value_or(cause_of_death(status));
  log::debug("worker {} is dead: {}", id, error.message);
  job->done({error, ran});
}

}  // namespace whittle::worker
