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

constexpr std::uint64_t kBaseMemory = 1ull << 30;  ///< addresses of code, stacks and arenas
constexpr std::uint64_t kMostMemory = 1ull << 46;  ///< more than any machine has
constexpr int kMaxSharedJobs = 500;                ///< of one worker: what its codecs leak ends with it
constexpr std::chrono::seconds kMaxSharedTime{2};  ///< of one worker: what it holds up ends with it
constexpr int kMaxHandedOut = 5;                   ///< workers that may get one job in vain
constexpr milliseconds kPause{200};                ///< before a job that found too little, the first time

constexpr milliseconds kStopped{500};  ///< who sleeps so much longer than meant was stopped, workers too perhaps

}  // namespace

Crew::Crew(Setup setup, WhenReady when_ready)
    : setup_(std::move(setup)), when_ready_(std::move(when_ready)), zygote_(setup_.program) {
  start_zygote();
  if (broken_ || setup_.repacker.empty() || is_debugging()) return;
  repacker_.emplace(setup_.repacker);
  if (!repacker_->start()) repacker_.reset();
}

Crew::~Crew() {
  for (Worker& worker : workers_) worker.channel.close();  // the end for those that cannot be killed
  zygote_.end();
  repacker_.reset();
  for (Worker& worker : workers_) {
    if (worker.job) answer(worker, interrupted());
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
  if (!broken_ && zygote_.fd() < 0 && may_start()) start_zygote();
  hand_out();
  std::vector<int> fds{wakeup, zygote_.fd(), repacker_ ? repacker_->fd() : -1};
  std::vector<std::uint32_t> ids;
  for (const Worker& worker : workers_) {
    if (!worker.channel) continue;
    fds.push_back(worker.channel.fd());
    ids.push_back(worker.id);
  }
  const auto wait = std::chrono::duration_cast<milliseconds>(time_to_wait()) + milliseconds(1);
  const auto before = Clock::now();
  const std::vector<bool> readable = sys::wait_readable(fds, wait);
  const Clock::duration overslept = Clock::now() - before - wait;
  if (overslept > kStopped) give_back_to_all(overslept);
  // Workers before the zygotes: an answer that was sent before its sender died counts.
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (!readable[i + 3]) continue;
    const auto found = find(ids[i]);
    if (found != workers_.end()) hear(*found);
  }
  if (readable[1]) hear_zygote();
  if (readable[2]) hear_repacker();
}

void Crew::give_up(Error error) {
  broken_ = std::move(error);
  log::debug("no workers: {}", broken_->message);
  if (when_ready_) std::exchange(when_ready_, nullptr)(*broken_, 0);
  fail_queue(*broken_);
}

void Crew::fail_queue(const Error& error) {
  for (Job& job : std::exchange(queue_, {})) job.done({error});
}

std::list<Crew::Worker>::iterator Crew::find(std::uint32_t id) {
  return std::find_if(workers_.begin(), workers_.end(), [&](const Worker& worker) { return worker.id == id; });
}

int Crew::count(State state, const ZygoteProcess* zygote) const {
  return static_cast<int>(std::count_if(workers_.begin(), workers_.end(), [&](const Worker& w) {
    return w.state == state && (zygote == nullptr || w.zygote == zygote);
  }));
}

void Crew::hand_out() {
  if (broken_) return fail_queue(*broken_);
  if (!zygote_.said_hello()) return;
  if (queue_.empty() && count(State::busy) == 0) stuck_since_.reset();  // nobody waits for a start
  if (workers_.empty() && when_ready_) (void)spawn(zygote_);
  while (!queue_.empty() && !broken_) {
    const int busy = count(State::busy);
    const bool is_alone = std::any_of(workers_.begin(), workers_.end(), [](const Worker& w) {
      return w.job && w.job->assignment.company == Company::alone;
    });
    const auto next = next_job();
    if (next == queue_.end()) break;
    const bool wants_alone = next->assignment.company == Company::alone;
    if (busy >= setup_.running || is_alone || (wants_alone && busy > 0)) break;
    Worker* const worker = worker_for(next->assignment);
    if (worker == nullptr) return;
    Job taken = std::move(*next);
    queue_.erase(next);
    if (!give(*worker, std::move(taken))) return;
  }
  dismiss_idle();
  provide_spares();
}

/// The first that a worker waits for or that finishes what has begun; else of an input that nobody works on, because
/// who does may do the job sooner than another; else any.
std::deque<Crew::Job>::iterator Crew::next_job() {
  const auto urgency = [&, now = Clock::now()](const Job& job) {
    if (job.not_before > now) return 3;
    if (job.assignment.operation == Operation::compare) return 0;
    const auto has_its_input = [&](State state) {
      return std::any_of(workers_.begin(), workers_.end(),
                         [&](const Worker& w) { return w.state == state && serves(w, job.assignment); });
    };
    if (has_its_input(State::idle)) return 0;
    return has_its_input(State::busy) ? 2 : 1;
  };
  auto next = queue_.end();
  int least = 3;
  for (auto job = queue_.begin(); job != queue_.end() && least > 0; ++job) {
    const int its = urgency(*job);
    if (its >= least) continue;
    least = its;
    next = job;
  }
  return next;
}

/// Whether what the worker has read is the job's input, and nothing else.
bool Crew::serves(const Worker& worker, const Assignment& assignment) {
  return assignment.operation == Operation::encode && assignment.shared && worker.input == assignment.shared->input &&
         worker.zygote == &zygote_for(assignment);
}

/// Those that have an input's pixels end when no job of it waits: it may be long until the next.
void Crew::dismiss_idle() {
  for (Worker& worker : workers_) {
    const bool waits = worker.state == State::idle && worker.input;
    if (waits && std::none_of(queue_.begin(), queue_.end(), [&](const Job& job) {
          return serves(worker, job.assignment) && has_room(worker, job.assignment);
        }))
      end(worker);
  }
}

/// Within the limits that came with its first job.
bool Crew::has_room(const Worker& worker, const Assignment& assignment) const {
  return worker.address_space_limit >= address_space_limit(assignment) &&
         worker.output_limit >= assignment.output_limit;
}

/// The oldest spare one is the first that is ready.
Crew::Worker* Crew::worker_for(const Assignment& assignment) {
  ZygoteProcess& zygote = zygote_for(assignment);
  Worker* spare = nullptr;
  for (Worker& worker : workers_) {
    if (worker.zygote != &zygote) continue;
    if (worker.state == State::spare && spare == nullptr) spare = &worker;
    const bool may = assignment.process == Process::shared ? !worker.input : serves(worker, assignment);
    if (worker.state == State::idle && may && has_room(worker, assignment)) return &worker;
  }
  return spare != nullptr ? spare : spawn(zygote);
}

std::uint64_t Crew::address_space_limit(const Assignment& assignment) const {
  const bool alone = assignment.company == Company::alone;
  const std::uint64_t memory = alone ? std::max(assignment.memory, setup_.memory) : assignment.memory;
  return kBaseMemory + 2 * std::min(memory, kMostMemory);
}

void Crew::provide_spares() {
  if (is_debugging()) return;
  const auto provide = [this](ZygoteProcess& zygote) {
    if (count(State::busy, &zygote) == 0) return;
    while (count(State::spare, &zygote) < static_cast<int>(setup_.spares) && spawn(zygote) != nullptr) {
    }
  };
  provide(zygote_);
  if (repacker_) provide(*repacker_);
}

/// Whether it takes the job. If not, that waits for another.
bool Crew::give(Worker& worker, Job job) {
  const Assignment& a = job.assignment;
  Order order;
  order.job = job.id;
  order.operation = a.operation;
  order.input_bytes = a.input.size;
  order.candidate_bytes = a.candidate.size;
  order.output_limit = a.output_limit;
  order.address_space_limit = address_space_limit(a);
  if (a.shared) order.shared_shrink = a.shared->shrink;
  order.facts = a.facts;
  order.settings = a.settings;
  std::vector<int> fds{a.input.file->get()};
  if (a.operation == Operation::compare) fds.push_back(a.candidate.file->get());
  const Status sent = worker.channel.send(pack(order), fds);
  if (!sent.ok()) {
    // One that has never been ready was not born, most probably, and news of that is on the way.
    if (worker.is_ready && ++job.handed_out > kMaxHandedOut)
      job.done({crashed("no worker takes it: " + sent.error().message)});
    else
      queue_.push_front(std::move(job));
    end(worker);
    return false;
  }
  if (worker.address_space_limit == 0) {
    worker.address_space_limit = order.address_space_limit;
    worker.output_limit = order.output_limit;
  }
  if (a.process == Process::shared) ++worker.shared_jobs;
  if (a.operation == Operation::encode && a.shared) worker.input = a.shared->input;
  worker.job = std::move(job);
  worker.state = State::busy;
  start_clock(worker);
  return true;
}

/// It gets no more jobs, and ends by itself.
void Crew::end(Worker& worker) {
  worker.state = State::served;
  worker.channel.close();  // the end, for one that waits for another job
  worker.kill_at = Clock::now() + kLastWords;
}

void Crew::kill(Worker& worker, Error verdict) {
  if (worker.state == State::ending && worker.verdict) return;
  if (!worker.verdict) worker.verdict = std::move(verdict);
  worker.state = State::ending;
  worker.kill_at.reset();
  worker.zygote->kill(worker.id);
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
      else if (worker.state == State::spare || worker.state == State::idle)
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
    if (worker.is_ready) return kill(worker, nonsense("it was ready already"));
    failed_starts_ = 0;
    stuck_since_.reset();
    worker.is_ready = true;
    worker.guards = ready->guards;
    start_clock(worker);
    if (when_ready_) std::exchange(when_ready_, nullptr)(Status(), ready->guards & kAllGuards);
    return;
  }
  if (worker.state != State::busy) return kill(worker, nonsense("nobody asked"));
  if (const auto* const reason = std::get_if<Failed>(&message);
      reason != nullptr && reason->job == worker.job->id && is_an_engines(*reason)) {
    return failed(worker, *reason);
  }
  if (const auto* const done = std::get_if<Done>(&message); done != nullptr && done->job == worker.job->id) {
    const Assignment& asked = worker.job->assignment;
    if (asked.operation == Operation::compare) return finished(worker, engine::Candidate{});
    Result<engine::Candidate> made = take_candidate(*done, worker.output.get(), asked.output_limit);
    if (made.ok()) return finished(worker, std::move(*made));
    if (made.error().reason == Reason::out_of_memory) return finished(worker, std::move(made).error());
    return kill(worker, std::move(made).error());
  }
  kill(worker, nonsense("not to what was asked"));
}

void Crew::failed(Worker& worker, const Failed& failed) {
  Job& job = *worker.job;
  Error error = make_error(failed.category, failed.reason, failed.message);
  if (!is_shortage(failed) || ++job.handed_out > kMaxHandedOut) return finished(worker, std::move(error));
  const Clock::duration ran = time_run(worker);
  Job again = std::move(job);
  again.assignment.company = Company::alone;
  // Whoever says so may have been taken over: all tries together have the time of one.
  Clock::duration& timeout = again.assignment.timeout;
  if (timeout > Clock::duration::zero()) timeout = std::max<Clock::duration>(milliseconds(1), timeout - ran);
  again.not_before = Clock::now() + kPause * (1 << std::min(2 * (again.handed_out - 1), 4));
  log::debug("{}: again in a while, alone", error.message);
  worker.job->done = [](const Answer&) {};
  finished(worker, std::move(error));
  queue_.push_front(std::move(again));
}

void Crew::finished(Worker& worker, Result<engine::Candidate> made) {
  const WhenDone done = std::move(worker.job->done);
  const bool is_shared = worker.job->assignment.process == Process::shared;
  const Clock::duration ran = time_run(worker);
  worker.job.reset();
  worker.kill_at.reset();
  worker.started.reset();
  worker.shared_time += ran;
  // One that did not say yes may have been taken over, or hold what it ran out of.
  const bool compares_on = is_shared && worker.shared_jobs < kMaxSharedJobs && worker.shared_time < kMaxSharedTime;
  if (made.ok() && (compares_on || worker.input))
    worker.state = State::idle;
  else
    end(worker);
  done({std::move(made), ran});
}

/// For one that will not.
void Crew::answer(Worker& worker, Error error) {
  worker.job->done({std::move(error), time_run(worker)});
}

}  // namespace whittle::worker
