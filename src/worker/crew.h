#pragma once
// The zygotes, their workers and the jobs that wait for them: everything the pool's thread does, without the thread.
//
// A worker encodes or compares one file and ends: whatever a file does to the codecs that read it, no other file meets
// it. Of one file it may make several outputs, from pixels that it has decoded once. A fork of a zygote starts warm; a
// few spare ones stand ready. One zygote can do everything; the other only what needs no libvips, and forks in a
// fraction of the time. Where it cannot be had, the first does its work. Comparisons of small pictures share a process
// (Process::shared), see PROTOCOL.md. A worker is killed when the job's time is over, when it says something that makes
// no sense, or when the run is stopped; it may die by itself, too. In each case its job is answered with an error once
// the zygote has reaped it. Only time in which it could run counts: not while it, or all of us, were stopped. Nothing
// here waits for a worker: one `step` handles what has happened, whoever it was.

#include <chrono>
#include <deque>
#include <functional>
#include <list>
#include <optional>
#include <string>

#include "sys/channel.h"
#include "worker/assignment.h"
#include "worker/protocol.h"
#include "worker/zygote_process.h"

namespace whittle::worker {

struct Setup {
  std::string program;       ///< whittle-worker
  std::string repacker;      ///< whittle-repacker; may be empty
  int running = 1;           ///< jobs at once
  std::size_t spares = 1;    ///< workers of each program that stand ready while others are busy
  std::uint64_t memory = 0;  ///< bytes that all may use
  std::function<bool()> stopped = [] { return false; };
};

/// Not thread-safe; make and use it in one thread, whose end would end the workers.
class Crew {
 public:
  /// Called once: when the first worker stands (`guards` hold) or none can be had.
  using WhenReady = std::function<void(Status, std::uint32_t guards)>;

  Crew(Setup setup, WhenReady when_ready);
  ~Crew();  ///< kills and reaps everything; waiting jobs are answered with Reason::interrupted

  void add(Assignment assignment, WhenDone done);
  /// Hands jobs out, waits until something happens (or `wakeup` is readable) and handles it.
  void step(int wakeup);

 private:
  struct Job {
    std::uint64_t id = 0;
    Assignment assignment;
    WhenDone done;
    int handed_out = 0;  ///< in vain
    Clock::time_point not_before{};
  };
  /// Between an answer, a closed socket or a kill and news of a death.
  static constexpr std::chrono::milliseconds kLastWords{1000};
  enum class State { spare, busy, idle, served, ending };  ///< spare: new; idle: between jobs
  struct Worker {
    std::uint32_t id = 0;
    ZygoteProcess* zygote = nullptr;
    sys::Channel channel;
    sys::Fd output;
    State state = State::spare;
    bool is_ready = false;
    std::uint32_t guards = 0;  ///< that it said hold
    std::optional<Job> job;
    std::optional<std::uint64_t> input;     ///< Shared::input of the only one that it has read
    int shared_jobs = 0;                    ///< that it has had
    Clock::duration shared_time{};          ///< that they ran
    std::uint64_t address_space_limit = 0;  ///< that came with its first job, and holds for all
    std::uint64_t output_limit = 0;         ///< the same
    std::optional<Error> verdict;           ///< why it is being killed
    std::optional<Clock::time_point> kill_at;
    std::optional<Clock::time_point> started;    ///< its job
    std::optional<Clock::time_point> paused_at;  ///< set while it is stopped
    Clock::duration given_back{};                ///< time since `started` in which it could not run
  };

  void start_zygote();
  bool may_start() const;
  void start_failed(Error error);
  void zygote_is_gone(const Error& cause);
  void repacker_is_gone();
  void all_are_gone();
  std::list<Worker> take_workers_of(const ZygoteProcess& zygote);
  void give_up(Error error);
  void fail_queue(const Error& error);
  void hand_out();
  Worker* worker_for(const Assignment& assignment);
  void provide_spares();
  std::uint64_t address_space_limit(const Assignment& assignment) const;
  bool has_room(const Worker& worker, const Assignment& assignment) const;
  bool serves(const Worker& worker, const Assignment& assignment);
  std::deque<Job>::iterator next_job();
  void dismiss_idle();
  ZygoteProcess& zygote_for(const Assignment& assignment);
  Worker* spawn(ZygoteProcess& zygote);
  bool give(Worker& worker, Job job);
  static void end(Worker& worker);
  void start_clock(Worker& worker);
  static Clock::duration time_run(const Worker& worker);
  void kill(Worker& worker, Error verdict);
  void expire();
  Clock::duration time_to_wait() const;

  void hear_zygote();
  void hear_repacker();
  void note(const Message& news);
  void unborn(std::uint32_t id);
  void paused(const Paused& news);
  void give_back(Worker& worker, Clock::duration time);
  void give_back_to_all(Clock::duration time);
  void spawn_failed(const ZygoteProcess& zygote, Error error);
  static void answer(Worker& worker, Error error);
  void hear(Worker& worker);
  void take_answer(Worker& worker, const Message& message);
  void failed(Worker& worker, const Failed& failed);
  void finished(Worker& worker, Result<engine::Candidate> made);
  void buried(std::uint32_t id, int status);
  std::list<Worker>::iterator find(std::uint32_t id);
  int count(State state, const ZygoteProcess* zygote = nullptr) const;  ///< of all, or of one

  const Setup setup_;
  WhenReady when_ready_;
  ZygoteProcess zygote_;
  std::optional<ZygoteProcess> repacker_;
  Clock::time_point ready_by_;  ///< a first worker, or a zygote that was started again
  int failed_starts_ = 0;       ///< of zygotes and workers, since a worker last was ready
  Clock::time_point next_start_{};
  std::optional<Clock::time_point> stuck_since_;  ///< starts fail, and nobody has a job
  std::optional<Clock::time_point> kill_all_at_;  ///< the run is stopped
  std::optional<Error> broken_;                   ///< no workers can be had
  std::list<Worker> workers_;                     ///< oldest first
  std::deque<Job> queue_;
  std::uint64_t next_job_ = 1;
  std::uint32_t next_worker_ = 1;
};

}  // namespace whittle::worker
