#pragma once
// How much of a run is under way at once, so that it stays within the threads, processes and descriptors that the
// system grants. Whoever meets such a limit at work can only wait or fail; so the limits are asked before, and the run
// is made to fit.

#include <cstddef>
#include <cstdint>

namespace whittle::plan {

/// What this process may have beside what it has.
struct Room {
  std::size_t tasks = SIZE_MAX;        ///< threads and processes
  std::size_t descriptors = SIZE_MAX;  ///< open files
};

/// What is asked for.
struct Load {
  int jobs = 1;                        ///< files encoded at once
  bool workers = true;                 ///< in processes of their own
  std::size_t descriptors_staged = 2;  ///< that an output holds until it is visible
};

/// Those that start workers (worker/PROTOCOL.md): none where there is too little room for processes.
enum class Programs { none, one, both };

struct Capacity {
  int jobs = 1;
  Programs programs = Programs::one;
  std::size_t spares = 1;      ///< workers of each program that stand ready, so that a job seldom waits for a fork
  std::size_t io_threads = 1;  ///< that only read and write, beside `jobs` encoding ones
  std::size_t threads = 1;     ///< of the flow graph, the calling one too
  std::size_t in_flight = 1;   ///< files admitted: encoded, read ahead or waiting to be written
  std::size_t staged = 1;      ///< outputs written but not yet visible
  std::size_t folders = 2;     ///< directories kept open between two files
};

/// What of `load` fits into `room`: all of it, or without the second program, or fewer jobs, or one at a time of
/// everything.
Capacity fit(const Load& load, const Room& room);

/// Threads and processes that all of `load` has.
std::size_t tasks_of(const Load& load);

}  // namespace whittle::plan
