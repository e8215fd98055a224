#include "worker/crew.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/log.h"
#include "sys/process.h"
#include "worker/debug.h"
#include "worker/guards.h"
#include "worker/vetting.h"

namespace whittle::worker {
namespace {

using std::chrono::milliseconds;

constexpr int kMaxJobs = 500;                       ///< of one worker: what its codecs leak ends with it
constexpr std::uint64_t kMaxGrowth = 256ull << 20;  ///< bytes beyond twice what it had at its start
constexpr int kLookAtMemory = 8;                    ///< jobs between two looks
constexpr std::uint64_t kBaseMemory = 1ull << 30;   ///< addresses of code, stacks and arenas
constexpr std::uint64_t kMostMemory = 1ull << 46;   ///< more than any machine has
constexpr int kMaxFailedStarts = 5;
constexpr int kMaxHandedOut = 3;  ///< workers that may vanish before they take one job
constexpr std::chrono::seconds kStartTime{20};
constexpr milliseconds kSpawnPause{50};
constexpr milliseconds kSoft{50};         ///< between the end that a codec can obey and SIGKILL
constexpr milliseconds kLastWords{1000};  ///< between a closed socket and news of a death
constexpr milliseconds kGrace{300};       ///< for what runs when the run is stopped
constexpr milliseconds kPoll{50};         ///< how often a stop is looked for

Error interrupted() {
  return make_error(Category::batch, Reason::interrupted, "interrupted before it was done");
}

}  // namespace

Crew::Crew(Setup setup, WhenReady when_ready)
    : setup_(std::move(setup)), when_ready_(std::move(when_ready)), zygote_(setup_.program) {
  ready_by_ = is_debugging() ? Clock::time_point::max() : Clock::now() + kStartTime;
  start_zygote();
}

Crew::~Crew() {
  zygote_.end();
  for (Worker& worker : workers_) {
    if (worker.job) worker.job->done(interrupted());
  }
  fail_queue(interrupted());
}

void Crew::add(Assignment assignment, WhenDone done) {
  // Comparisons first: they finish what has been begun.
  const bool first = assignment.operation == Operation::compare;
  Job job{next_job_++, std::move(assignment), std::move(done)};
  if (first)
    queue_.push_front(std::move(job));
  else
    queue_.push_back(std::move(job));
}

void Crew::step(int wakeup) {
  expire();
  hand_out();
  std::vector<int> fds{wakeup, zygote_.fd()};
  std::vector<std::uint32_t> ids;
  for (const Worker& worker : workers_) {
    if (!worker.channel) continue;
    fds.push_back(worker.channel.fd());
    ids.push_back(worker.id);
  }
  const auto wait = std::chrono::duration_cast<milliseconds>(time_to_wait()) + milliseconds(1);
  const std::vector<bool> readable = sys::wait_readable(fds, wait);
  // Workers before the zygote: an answer that was sent before its sender died counts.
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!readable[i + 2]) continue;
    const auto found = find(ids[i]);
    if (found != workers_.end()) hear(*found);
  }
  if (readable[1]) hear_zygote();
}

void Crew::start_zygote() {
  if (Status started = zygote_.start(); !started.ok()) give_up(std::move(started).error());
}

/// All workers die with it.
void Crew::zygote_is_gone(const Error& cause) {
  const bool said_hello = zygote_.said_hello();
  zygote_.destroy();
  for (Worker& worker : std::exchange(workers_, {})) {
    if (worker.job) worker.job->done(worker.verdict.value_or(cause));
  }
  if (!said_hello || ++failed_starts_ > kMaxFailedStarts)
    return give_up(make_error(Category::pool, Reason::processing_failed, "the worker program does not run"));
  start_zygote();
}

void Crew::give_up(Error error) {
  broken_ = std::move(error);
  log::debug("no workers: {}", broken_->message);
  if (when_ready_) std::exchange(when_ready_, nullptr)(*broken_, 0);
  fail_queue(*broken_);
}

void Crew::fail_queue(const Error& error) {
  for (Job& job : std::exchange(queue_, {})) job.done(error);
}

void Crew::expire() {
  const auto now = Clock::now();
  if (when_ready_ && now > ready_by_)
    give_up(make_error(Category::pool, Reason::processing_failed, "the worker program does not answer"));
  if (!kill_all_at_ && setup_.stopped()) {
    kill_all_at_ = now + kGrace;
    fail_queue(interrupted());
  }
  for (Worker& worker : workers_) {
    if (worker.state != State::busy) continue;
    if (kill_all_at_ && now >= *kill_all_at_) {
      kill(worker, interrupted());
    } else if (worker.kill_at && now >= *worker.kill_at) {
      kill(worker, worker.channel ? not_in_time() : crashed("the worker stopped talking"));
    }
  }
}

Clock::duration Crew::time_to_wait() const {
  const auto now = Clock::now();
  Clock::duration wait = when_ready_ ? std::chrono::seconds(1) : std::chrono::seconds(60);
  if (next_spawn_ && !queue_.empty()) wait = std::min(wait, *next_spawn_ - now);
  for (const Worker& worker : workers_) {
    if (worker.state != State::busy) continue;
    wait = std::min<Clock::duration>(wait, kPoll);
    if (worker.kill_at) wait = std::min(wait, *worker.kill_at - now);
  }
  return std::max(wait, Clock::duration::zero());
}

std::list<Crew::Worker>::iterator Crew::find(std::uint32_t id) {
  return std::find_if(workers_.begin(), workers_.end(), [&](const Worker& worker) { return worker.id == id; });
}

int Crew::count(State state) const {
  return static_cast<int>(
      std::count_if(workers_.begin(), workers_.end(), [&](const Worker& w) { return w.state == state; }));
}

void Crew::hand_out() {
  if (broken_) return fail_queue(*broken_);
  if (!zygote_.said_hello()) return;
  if (workers_.empty() && when_ready_) (void)spawn();
  for (auto job = queue_.begin(); job != queue_.end();) {
    const int busy = count(State::busy);
    const bool is_alone = std::any_of(workers_.begin(), workers_.end(), [](const Worker& w) {
      return w.job && w.job->assignment.company == Company::alone;
    });
    const bool wants_alone = job->assignment.company == Company::alone;
    if (busy >= setup_.running || is_alone || (wants_alone && busy > 0)) return;
    Worker* const worker = worker_for(job->assignment);
    if (worker == nullptr) {
      ++job;
      continue;
    }
    Job taken = std::move(*job);
    job = queue_.erase(job);
    give(*worker, std::move(taken));
    if (broken_) return;
    job = queue_.begin();  // `give` may have put it back
  }
}

/// The one that had a job last is the warmest.
Crew::Worker* Crew::worker_for(const Assignment& assignment) {
  for (Worker& worker : workers_) {
    if (worker.state == State::idle && worker.id != assignment.not_by) return &worker;
  }
  // One more than run at once, so that whoever compares is never the one that encoded.
  if (static_cast<int>(workers_.size()) > setup_.running + count(State::ending)) return nullptr;
  return spawn();
}

Crew::Worker* Crew::spawn() {
  if (next_spawn_ && Clock::now() < *next_spawn_) return nullptr;
  Result<ZygoteProcess::Ends> ends = zygote_.spawn(next_worker_, output_limit(setup_.memory));
  if (!ends.ok()) {
    spawn_failed(std::move(ends).error());
    return nullptr;
  }
  next_spawn_.reset();
  workers_.push_front({});
  Worker& worker = workers_.front();
  worker.id = next_worker_++;
  worker.channel = std::move(ends->channel);
  worker.output = std::move(ends->output);
  return &worker;
}

void Crew::give(Worker& worker, Job job) {
  const Assignment& a = job.assignment;
  Order order;
  order.job = job.id;
  order.operation = a.operation;
  order.input_bytes = a.input.size;
  order.candidate_bytes = a.candidate.size;
  const std::uint64_t memory = a.company == Company::alone ? std::max(a.memory, setup_.memory) : a.memory;
  order.address_space_limit = kBaseMemory + 2 * std::min(memory, kMostMemory);
  if (a.timeout > Clock::duration::zero()) {
    const auto left = std::chrono::ceil<milliseconds>(a.timeout);
    order.milliseconds = static_cast<std::uint32_t>(std::clamp<std::int64_t>(left.count(), 1, UINT32_MAX));
  }
  order.facts = a.facts;
  order.settings = a.settings;
  std::vector<int> fds{a.input.file->get()};
  if (a.operation == Operation::compare) fds.push_back(a.candidate.file->get());
  const Status sent = worker.channel.send(pack(order), fds);
  if (!sent.ok()) {
    if (++job.handed_out > kMaxHandedOut)
      job.done(crashed("no worker takes it: " + sent.error().message));
    else
      queue_.push_front(std::move(job));
    return kill(worker, crashed("it does not listen"));
  }
  worker.kill_at.reset();
  if (a.timeout > Clock::duration::zero()) worker.kill_at = Clock::now() + a.timeout + kSoft;
  worker.job = std::move(job);
  worker.state = State::busy;
}

void Crew::kill(Worker& worker, Error verdict) {
  if (worker.state == State::ending && worker.verdict) return;
  if (!worker.verdict) worker.verdict = std::move(verdict);
  worker.state = State::ending;
  worker.kill_at.reset();
  zygote_.kill(worker.id);
}

void Crew::hear_zygote() {
  while (zygote_.fd() >= 0) {
    const Result<std::optional<Message>> message = zygote_.hear();
    if (!message.ok() && message.error().reason == Reason::crashed) return zygote_is_gone(message.error());
    if (!message.ok()) return give_up(message.error());
    if (!message->has_value()) return;
    if (const auto* const born = std::get_if<Spawned>(&**message)) spawned(*born);
    if (const auto* const dead = std::get_if<Exited>(&**message)) buried(dead->worker, dead->status);
  }
}

void Crew::spawned(const Spawned& spawned) {
  const auto found = find(spawned.worker);
  if (found == workers_.end()) return;
  found->pid = spawned.pid;
  if (spawned.error_number == 0) return;
  // No fork: what it was to do waits for another.
  if (found->job) queue_.push_front(std::move(*found->job));
  workers_.erase(found);
  spawn_failed(make_error(Category::pool, Reason::processing_failed, "no process can be started"));
}

void Crew::spawn_failed(Error error) {
  next_spawn_ = Clock::now() + kSpawnPause * (1 << std::min(failed_starts_, 6));
  if (++failed_starts_ > kMaxFailedStarts && workers_.empty()) give_up(std::move(error));
}

void Crew::hear(Worker& worker) {
  while (worker.channel) {
    std::array<std::byte, kMaxPacket> buffer;
    const auto received = worker.channel.receive(buffer, sys::Channel::Wait::no, sys::Channel::Fds::refused);
    if (received.arrival == sys::Arrival::none) return;
    if (received.arrival == sys::Arrival::closed) {
      worker.channel.close();
      if (received.bytes > 0) return kill(worker, nonsense("too long a packet"));
      // Usually dead, and then the zygote tells how. One that only closed its socket is helped along.
      if (worker.state == State::busy)
        worker.kill_at = Clock::now() + kLastWords;
      else
        kill(worker, crashed("it is gone"));
      return;
    }
    const Result<Message> message = unpack(ByteView(buffer).first(received.bytes));
    if (!message.ok()) return kill(worker, nonsense(message.error().message));
    take_answer(worker, *message);
  }
}

void Crew::take_answer(Worker& worker, const Message& message) {
  if (worker.state == State::ending) return;
  if (const auto* const ready = std::get_if<Ready>(&message)) {
    failed_starts_ = 0;
    worker.is_ready = true;
    worker.resident_at_start = sys::resident_bytes(worker.pid);
    if (when_ready_) std::exchange(when_ready_, nullptr)(Status(), ready->guards & kAllGuards);
    return;
  }
  if (worker.state != State::busy) return kill(worker, nonsense("nobody asked"));
  if (const auto* const failed = std::get_if<Failed>(&message);
      failed != nullptr && failed->job == worker.job->id && is_an_engines(*failed)) {
    return finished(worker, make_error(failed->category, failed->reason, failed->message));
  }
  if (const auto* const done = std::get_if<Done>(&message); done != nullptr && done->job == worker.job->id) {
    if (worker.job->assignment.operation == Operation::compare) return finished(worker, Answer{{}, worker.id});
    Result<engine::Candidate> made = take_candidate(*done, worker.output.get(), output_limit(setup_.memory));
    if (made.ok()) return finished(worker, Answer{std::move(*made), worker.id});
    if (made.error().reason == Reason::out_of_memory) return finished(worker, std::move(made).error());
    return kill(worker, std::move(made).error());
  }
  kill(worker, nonsense("not to what was asked"));
}

void Crew::finished(Worker& worker, Result<Answer> answer) {
  const WhenDone done = std::move(worker.job->done);
  worker.job.reset();
  worker.state = State::idle;
  worker.kill_at.reset();
  ++worker.jobs_done;
  workers_.splice(workers_.begin(), workers_, find(worker.id));
  // What it ran out of it may still hold, and the next job would find nothing.
  const bool starved = !answer.ok() && answer.error().reason == Reason::out_of_memory;
  maybe_retire(worker, starved);
  done(std::move(answer));
}

void Crew::maybe_retire(Worker& worker, bool starved) {
  const bool looks = worker.jobs_done % kLookAtMemory == 0 && worker.pid != 0;
  const bool grown = looks && sys::resident_bytes(worker.pid) > 2 * worker.resident_at_start + kMaxGrowth;
  if (worker.jobs_done < kMaxJobs && !grown && !starved) return;
  log::debug("worker {} retires after {} jobs", worker.id, worker.jobs_done);
  kill(worker, crashed("it retires"));
}

void Crew::buried(std::uint32_t id, int status) {
  const auto found = find(id);
  if (found == workers_.end()) return;
  if (found->state == State::busy) hear(*found);  // it may have answered before
  std::optional<Job> job = std::move(found->job);
  const std::optional<Error> verdict = std::move(found->verdict);
  const bool was_ready = found->is_ready;
  workers_.erase(found);
  if (!was_ready && !verdict) {
    if (job) queue_.push_front(std::move(*job));
    if (++failed_starts_ > kMaxFailedStarts) give_up(crashed("workers die before they are ready"));
    return;
  }
  if (!job) return;
  const Error error = verdict.value_or(cause_of_death(status));
  log::debug("worker {} is dead: {}", id, error.message);
  job->done(error);
}

}  // namespace whittle::worker
