// Deadlines of a Crew: when what is killed, and whose time is given back.

#include <algorithm>

#include "worker/crew.h"
#include "worker/guards.h"
#include "worker/vetting.h"

namespace whittle::worker {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kGrace{300};  ///< for what runs when the run is stopped
constexpr milliseconds kPoll{50};    ///< how often a stop is looked for

}  // namespace

void Crew::expire() {
  const auto now = Clock::now();
  const bool awaits_hello = zygote_.fd() >= 0 && !zygote_.said_hello();
  if (!broken_ && (when_ready_ || awaits_hello) && now > ready_by_)
    give_up(make_error(Category::pool, Reason::processing_failed, "the worker program does not answer"));
  if (when_ready_ && setup_.stopped()) give_up(interrupted());
  if (!kill_all_at_ && setup_.stopped()) {
    kill_all_at_ = now + kGrace;
    fail_queue(interrupted());
  }
  if (kill_all_at_ && now >= *kill_all_at_ + kLastWords && count(State::busy) + count(State::ending) > 0)
    return all_are_gone();  // they do not kill: they are stopped themselves
  for (Worker& worker : workers_) {
    const bool late = worker.kill_at && now >= *worker.kill_at && !worker.paused_at;
    if (worker.state == State::busy && kill_all_at_ && now >= *kill_all_at_)
      kill(worker, interrupted());
    else if (worker.state == State::busy && late)
      kill(worker, worker.channel ? not_in_time() : crashed("the worker stopped talking"));
    else if (worker.state == State::served && late)
      kill(worker, crashed("it does not end"));
  }
}

Clock::duration Crew::time_to_wait() const {
  const auto now = Clock::now();
  Clock::duration wait = when_ready_ || !queue_.empty() ? Clock::duration(kPoll) : std::chrono::seconds(60);
  for (const Worker& worker : workers_) {
    if (worker.state == State::busy) wait = std::min<Clock::duration>(wait, kPoll);
    if (worker.kill_at && !worker.paused_at) wait = std::min(wait, *worker.kill_at - now);
  }
  return std::max(wait, Clock::duration::zero());
}

/// From when it has both begun to run and got its job.
void Crew::start_clock(Worker& worker) {
  if (!worker.is_ready || !worker.job) return;
  const auto now = Clock::now();
  worker.started = now;
  worker.given_back = {};
  if (worker.paused_at) worker.paused_at = now;
  const Clock::duration timeout = worker.job->assignment.timeout;
  if (timeout > Clock::duration::zero()) worker.kill_at = now + timeout;
}

/// Of its job.
Clock::duration Crew::time_run(const Worker& worker) {
  if (!worker.started) return {};
  return worker.paused_at.value_or(Clock::now()) - *worker.started - worker.given_back;
}

void Crew::paused(const Paused& news) {
  const auto found = find(news.worker);
  // One that makes what system calls it likes could have stopped itself.
  if (found == workers_.end() || (found->guards & kFewSystemCalls) == 0) return;
  if (news.is_paused) {
    found->paused_at = Clock::now();
  } else if (found->paused_at) {
    give_back(*found, Clock::now() - *found->paused_at);
    found->paused_at.reset();
  }
}

void Crew::give_back(Worker& worker, Clock::duration time) {
  worker.given_back += time;
  if (worker.kill_at) *worker.kill_at += time;
}

void Crew::give_back_to_all(Clock::duration time) {
  if (ready_by_ != Clock::time_point::max()) ready_by_ += time;
  if (stuck_since_) *stuck_since_ += time;
  for (Worker& worker : workers_) {
    give_back(worker, time);
    if (worker.paused_at) *worker.paused_at += time;  // or it would get it twice
  }
}

}  // namespace whittle::worker
