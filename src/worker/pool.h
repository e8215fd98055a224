#pragma once
// Engines in other processes: jobs go in from any thread, answers come back from the pool's own.
//
// Why processes: a crash, a hang or a leak of a codec costs one file; SIGKILL is the only timeout that all codecs obey;
// libvips has one error text a process, so that right words for each file need one pipeline a process. Why one thread:
// it only waits (for sockets and deadlines), and the kernel ends workers with the thread that started them.

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "worker/crew.h"

namespace whittle::worker {

class Pool {
 public:
  /// Starts the worker program; returns before it runs. Errors: what workers live by cannot be had here.
  static Result<std::unique_ptr<Pool>> start(Setup setup);
  /// Kills all workers and waits for their end. Jobs that have no answer yet get Reason::interrupted.
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Waits until the first worker stands. The guards that hold in it, or the error that none can be had (interrupted:
  /// the run was stopped meanwhile). Thread-safe.
  Result<std::uint32_t> wait_until_ready();
  /// Gives one job to a worker; `done` is called exactly once, later, from the pool's thread. Thread-safe.
  void submit(Assignment assignment, WhenDone done);

 private:
  Pool(Setup setup, sys::Wakeup wakeup);
  void run(Setup setup);

  sys::Wakeup wakeup_;
  const std::function<bool()> stopped_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // State below is protected by mutex_.
  std::vector<std::pair<Assignment, WhenDone>> submitted_;
  std::optional<Result<std::uint32_t>> ready_;
  bool ending_ = false;

  std::thread thread_;  // last: starts when everything else is there
};

}  // namespace whittle::worker
