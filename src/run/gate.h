#pragma once
// Admission: which task may enter the graph, and when.
//
// A flow graph's queues are unbounded and limiter_node counts messages, so a 200 MP picture and a favicon would cost
// the same. This gate bounds what is in flight by count and by estimated bytes. Longest tasks go first, so that the run
// does not end with one core idle, and behind each the others of its input, so that one worker may make them of the
// same pixels; when the next one does not fit the budget, smaller ones fill the gap, but only kMaxBackfills times, so
// that it does not starve. A task above the whole budget runs alone.

#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <set>
#include <vector>

#include "plan/cost.h"

namespace whittle::run {

class Gate {
 public:
  struct Limits {
    std::size_t count = 1;    ///< tasks in flight
    std::uint64_t bytes = 0;  ///< sum of their estimated peak memory
  };
  static constexpr int kMaxBackfills = 8;  ///< overtakings of a task that does not fit, before the gate waits for it
  static constexpr int kLookAhead = 64;    ///< how far down the order a fitting task is looked for

  /// What admission has to know of a task.
  struct Waiting {
    plan::Cost cost;
    std::size_t source = 0;  ///< number of its input
    bool held = false;       ///< not before `let_in` says so
  };
  /// Tasks of one input stand together.
  Gate(Limits limits, std::vector<Waiting> tasks);

  /// The tasks (places in `tasks`) that may start now; they count as in flight from here on. Thread-safe.
  std::vector<std::size_t> admit();
  /// These wait no longer for others; they are next. Thread-safe.
  void let_in(const std::vector<std::size_t>& tasks);
  /// A task has left: its place and bytes are free. Thread-safe.
  void release(std::size_t task);
  /// How many are. Thread-safe.
  std::size_t in_flight() const;
  /// Nothing more is admitted; returns the tasks that never were. Thread-safe.
  std::vector<std::size_t> close();

 private:
  bool fits(std::size_t task) const;

  const Limits limits_;
  const std::vector<Waiting> tasks_;

  mutable std::mutex mutex_;
  // State below is protected by mutex_.
  std::list<std::size_t> pending_;  ///< in the order of admission
  std::set<std::size_t> held_;
  std::size_t in_flight_ = 0;
  std::uint64_t used_bytes_ = 0;
  int backfills_ = 0;  ///< since the head of pending_ last changed
};

}  // namespace whittle::run
