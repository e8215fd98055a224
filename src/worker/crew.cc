#include "worker/crew.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <csignal>
#include <utility>

#include "base/log.h"
#include "sys/memory_file.h"
#include "sys/process.h"
#include "worker/build_name.h"
#include "worker/guards.h"

namespace whittle::worker {
namespace {

using std::chrono::milliseconds;

constexpr int kMaxJobs = 500;                       ///< of one worker: what its codecs leak ends with it
constexpr std::uint64_t kMaxGrowth = 256ull << 20;  ///< bytes beyond twice what it had at its start
constexpr int kLookAtMemory = 8;                    ///< jobs between two looks
constexpr std::uint64_t kKeptOutput = 4 << 20;      ///< bytes of an output file that stay allocated between jobs
constexpr std::uint64_t kLeastOutput = 1ull << 30;  ///< bytes that an output may have at least
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

Error crashed(std::string message) {
  return make_error(Category::pool, Reason::crashed, std::move(message));
}

Error interrupted() {
  return make_error(Category::batch, Reason::interrupted, "interrupted before it was done");
}

Error out_of_memory(std::string message) {
  return make_error(Category::limit, Reason::out_of_memory, std::move(message));
}

/// What the death of a worker, not by our hand, means for its job.
Error cause_of_death(int status) {
  const int signal_number = sys::signal_of(status);
  if (signal_number == SIGKILL) return out_of_memory("not enough memory: the system ended the worker");
  if (signal_number != 0) return crashed("the encoder crashed (" + sys::signal_name(signal_number) + ")");
  return crashed("the worker ended by itself (exit code " + std::to_string(sys::exit_code_of(status)) + ")");
}

/// What an engine may say of a file. A worker that claims anything else is not believed.
bool is_an_engines(const Failed& failed) {
  switch (failed.category) {
    case Category::io:
    case Category::validation:
    case Category::processing:
    case Category::corrupt:
    case Category::limit:
    case Category::timeout:
      break;
    default:
      return false;
  }
  switch (failed.reason) {
    case Reason::unsupported_format:
    case Reason::unsupported:
    case Reason::animated_unsupported:
    case Reason::gain_map:
    case Reason::not_smaller:
    case Reason::already_optimal:
    case Reason::corrupt:
    case Reason::truncated:
    case Reason::too_large:
    case Reason::too_small:
    case Reason::alpha_unsupported:
    case Reason::depth_unsupported:
    case Reason::verification_failed:
    case Reason::no_space:
    case Reason::io_error:
    case Reason::timeout:
    case Reason::out_of_memory:
    case Reason::processing_failed:
      return true;
    default:
      return false;
  }
}

bool is_engine_name(std::string_view name) {
  return name.size() <= 32 && std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

}  // namespace

Result<SharedBytes> share(ByteView bytes) {
  TRY_ASSIGN(sys::Fd file, sys::sealed_copy(bytes));
  return SharedBytes{std::make_shared<const sys::Fd>(std::move(file)), bytes.size()};
}

Crew::Crew(Setup setup, WhenReady when_ready) : setup_(std::move(setup)), when_ready_(std::move(when_ready)) {
  ready_by_ = Clock::now() + kStartTime;
  start_zygote();
}

Crew::~Crew() {
  control_.close();                                            // the zygote kills its workers and ends
  if (!said_hello_ && zygote_ != 0) sys::kill_child(zygote_);  // it may be anything
  if (zygote_ != 0) (void)sys::wait_for(zygote_);
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
  std::vector<int> fds{wakeup, control_.fd()};
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
    const auto found = std::find_if(workers_.begin(), workers_.end(), [&](const Worker& w) { return w.id == ids[i]; });
    if (found != workers_.end()) hear(*found);
  }
  if (readable[1]) hear_zygote();
}

void Crew::start_zygote() {
  said_hello_ = false;
  Result<std::pair<sys::Channel, sys::Channel>> ends = sys::Channel::pair();
  if (!ends.ok()) return give_up(std::move(ends).error());
  const Result<int> pid = sys::start_program(setup_.program, std::move(ends->second),
                                             log::is_on() ? sys::ErrorStream::ours : sys::ErrorStream::dropped);
  if (!pid.ok()) return give_up(pid.error());
  zygote_ = *pid;
  control_ = std::move(ends->first);
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

/// All workers die with it.
void Crew::zygote_is_gone() {
  control_.close();
  sys::kill_child(zygote_);
  const std::optional<int> status = sys::wait_for(std::exchange(zygote_, 0));
  const Error cause = make_error(Category::pool, Reason::crashed, "the process that starts workers ended");
  log::debug("{} (status {})", cause.message, status.value_or(-1));
  for (Worker& worker : std::exchange(workers_, {})) {
    if (worker.job) worker.job->done(worker.verdict.value_or(cause));
  }
  if (!said_hello_ || ++failed_starts_ > kMaxFailedStarts)
    return give_up(make_error(Category::pool, Reason::processing_failed, "the worker program does not run"));
  start_zygote();
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
      kill(worker, worker.channel ? make_error(Category::timeout, Reason::timeout, "not done in time")
                                  : crashed("the worker stopped talking"));
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

int Crew::count(State state) const {
  return static_cast<int>(
      std::count_if(workers_.begin(), workers_.end(), [&](const Worker& w) { return w.state == state; }));
}

void Crew::hand_out() {
  if (broken_) return fail_queue(*broken_);
  if (!said_hello_) return;
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
  const auto try_to = [&]() -> Status {
    using Ends = std::pair<sys::Channel, sys::Channel>;
    TRY_ASSIGN(Ends ends, sys::Channel::pair());
    TRY_ASSIGN(sys::Fd output, sys::memory_file());
    const Spawn order{next_worker_, std::max(kLeastOutput, setup_.memory), 0};
    const int fds[] = {ends.second.fd(), output.get()};
    TRY(control_.send(pack(order), fds));
    workers_.push_front({});
    Worker& worker = workers_.front();
    worker.id = next_worker_++;
    worker.channel = std::move(ends.first);
    worker.output = std::move(output);
    return {};
  };
  if (Status spawned = try_to(); !spawned.ok()) {
    next_spawn_ = Clock::now() + kSpawnPause * (1 << std::min(failed_starts_, 6));
    if (++failed_starts_ > kMaxFailedStarts && workers_.empty()) give_up(std::move(spawned).error());
    return nullptr;
  }
  next_spawn_.reset();
  return &workers_.front();
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
  (void)control_.send(pack(Kill{worker.id}));  // when that fails, the zygote is gone and so is the worker
}

void Crew::hear_zygote() {
  while (control_) {
    std::array<std::byte, kMaxPacket> buffer;
    const auto received = control_.receive(buffer, sys::Channel::Wait::no, sys::Channel::Fds::refused);
    if (received.arrival == sys::Arrival::none) return;
    const Result<Message> message = received.arrival == sys::Arrival::packet
                                        ? unpack(ByteView(buffer).first(received.bytes))
                                        : Result<Message>(crashed("closed"));
    if (!message.ok()) return zygote_is_gone();
    if (const auto* const hello = std::get_if<Hello>(&*message)) {
      if (hello->build != build_name())
        return give_up(make_error(Category::pool, Reason::processing_failed,
                                  "the worker program is of another build (" + hello->build + ")", setup_.program));
      said_hello_ = true;
    } else if (const auto* const spawned = std::get_if<Spawned>(&*message)) {
      const auto found =
          std::find_if(workers_.begin(), workers_.end(), [&](const Worker& w) { return w.id == spawned->worker; });
      if (found == workers_.end()) continue;
      found->pid = spawned->pid;
      if (spawned->error_number == 0) continue;
      // No fork: what it was to do waits for another.
      if (found->job) queue_.push_front(std::move(*found->job));
      workers_.erase(found);
      next_spawn_ = Clock::now() + kSpawnPause * (1 << std::min(failed_starts_, 6));
      if (++failed_starts_ > kMaxFailedStarts && workers_.empty())
        return give_up(make_error(Category::pool, Reason::processing_failed, "no process can be started"));
    } else if (const auto* const exited = std::get_if<Exited>(&*message)) {
      buried(exited->worker, exited->status);
    }
  }
}

void Crew::hear(Worker& worker) {
  while (worker.channel) {
    std::array<std::byte, kMaxPacket> buffer;
    const auto received = worker.channel.receive(buffer, sys::Channel::Wait::no, sys::Channel::Fds::refused);
    if (received.arrival == sys::Arrival::none) return;
    if (received.arrival == sys::Arrival::closed) {
      worker.channel.close();
      if (received.bytes > 0) return kill(worker, crashed("the worker answered with nonsense: too long a packet"));
      // Usually dead, and then the zygote tells how. One that only closed its socket is helped along.
      if (worker.state == State::busy)
        worker.kill_at = Clock::now() + kLastWords;
      else
        kill(worker, crashed("it is gone"));
      return;
    }
    const Result<Message> message = unpack(ByteView(buffer).first(received.bytes));
    if (!message.ok()) return kill(worker, crashed("the worker answered with nonsense: " + message.error().message));
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
  if (worker.state != State::busy) return kill(worker, crashed("the worker answered with nonsense: nobody asked"));
  if (const auto* const failed = std::get_if<Failed>(&message);
      failed != nullptr && failed->job == worker.job->id && is_an_engines(*failed)) {
    return finished(worker, make_error(failed->category, failed->reason, failed->message));
  }
  if (const auto* const done = std::get_if<Done>(&message); done != nullptr && done->job == worker.job->id) {
    Result<Answer> answer = checked(worker, *done, *worker.job);
    if (answer.ok() || answer.error().reason == Reason::out_of_memory) return finished(worker, std::move(answer));
    return kill(worker, std::move(answer).error());
  }
  kill(worker, crashed("the worker answered with nonsense: not to what was asked"));
}

Result<Answer> Crew::checked(Worker& worker, const Done& done, const Job& job) {
  Answer answer;
  answer.worker = worker.id;
  if (job.assignment.operation == Operation::compare) return answer;
  if (done.output_bytes == 0 || done.output_bytes > std::max(kLeastOutput, setup_.memory))
    return crashed("the worker answered with nonsense: an output of no possible size");
  Result<Bytes> bytes = sys::copy_from(worker.output.get(), done.output_bytes);
  if (!bytes.ok() && bytes.error().reason == Reason::out_of_memory) return std::move(bytes).error();
  if (!bytes.ok() || !is_engine_name(done.engine))
    return crashed("the worker answered with nonsense: not the output that it announced");
  sys::shrink_to(worker.output.get(), kKeptOutput);
  answer.candidate.bytes = std::move(*bytes);
  answer.candidate.quality = done.quality;
  answer.candidate.score = done.score;
  answer.candidate.encodes = static_cast<int>(done.encodes);
  answer.candidate.verified = done.verified;
  answer.candidate.engine = done.engine;
  return answer;
}

void Crew::finished(Worker& worker, Result<Answer> answer) {
  const WhenDone done = std::move(worker.job->done);
  worker.job.reset();
  worker.state = State::idle;
  worker.kill_at.reset();
  ++worker.jobs_done;
  const auto self = std::find_if(workers_.begin(), workers_.end(), [&](const Worker& w) { return &w == &worker; });
  workers_.splice(workers_.begin(), workers_, self);
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
  const auto found = std::find_if(workers_.begin(), workers_.end(), [&](const Worker& w) { return w.id == id; });
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
