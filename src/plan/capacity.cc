#include "plan/capacity.h"

#include <algorithm>

namespace whittle::plan {
namespace {

constexpr std::size_t kReadAhead = 2;  ///< files read ahead of the encoders
constexpr std::size_t kMostStaged = 128;
constexpr std::size_t kFewestStaged = 8;  ///< fewer would make every file wait for the disk
constexpr std::size_t kFolders = 8;       ///< one a thread that reads or writes is enough

constexpr std::size_t kHelpers = 2;            ///< threads: the committer's, the progress display's
constexpr std::size_t kPool = 2;               ///< the pool's thread and the zygote
constexpr std::size_t kWorkerDescriptors = 2;  ///< a socket and an output
constexpr std::size_t kPoolDescriptors = 6;    ///< its wakeup, the zygote's socket, and both ends of a new worker's
constexpr std::size_t kFileDescriptors =
    4;  ///< of a file in flight: itself, its directory, input and candidate in memory
constexpr std::size_t kOtherDescriptors = 8;  ///< roots of input, output and backups, what is opened for a moment

constexpr std::size_t kCodecThreads = 4;  ///< of libvips, for one picture

std::size_t spares_of(int jobs) {
  return 1 + static_cast<std::size_t>(jobs) / 4;
}

std::size_t workers_of(const Capacity& capacity) {
  if (!capacity.workers) return 0;
  // As many that are ending, one to come, and those that stand ready.
  const std::size_t ready = spares_of(capacity.jobs) * (capacity.repacker ? 2 : 1);
  return 2 * static_cast<std::size_t>(capacity.jobs) + 1 + ready;
}

std::size_t zygotes_of(const Capacity& capacity) {
  return capacity.workers && capacity.repacker ? 1 : 0;  // beside the one of kPool
}

/// The usual way: more than keep the encoders fed would wake and spin for nothing.
Capacity usual(int jobs, bool workers) {
  Capacity capacity;
  const auto encoding = static_cast<std::size_t>(jobs);
  capacity.jobs = jobs;
  capacity.workers = capacity.repacker = workers;
  capacity.io_threads = 1 + encoding / 4;
  capacity.threads = encoding + capacity.io_threads;
  capacity.in_flight = encoding + 2 * capacity.io_threads + kReadAhead;
  capacity.staged = kMostStaged;
  capacity.folders = kFolders;
  return capacity;
}

std::size_t tasks_of(const Capacity& capacity) {
  return capacity.threads - 1 + kHelpers + static_cast<std::size_t>(capacity.jobs) * kCodecThreads +
         (capacity.workers ? kPool : 0) + zygotes_of(capacity) + workers_of(capacity);
}

/// Without what is staged.
std::size_t descriptors_of(const Capacity& capacity) {
  return kOtherDescriptors + capacity.folders + capacity.in_flight * kFileDescriptors +
         (capacity.workers ? kPoolDescriptors : 0) + zygotes_of(capacity) + kWorkerDescriptors * workers_of(capacity);
}

bool fits(Capacity& capacity, std::size_t descriptors_staged, const Room& room) {
  const std::size_t taken = descriptors_of(capacity);
  if (tasks_of(capacity) > room.tasks || taken > room.descriptors) return false;
  capacity.staged = std::min(capacity.staged, (room.descriptors - taken) / descriptors_staged);
  return capacity.staged >= kFewestStaged;
}

}  // namespace

Capacity fit(const Load& load, const Room& room) {
  // One worker that encodes, one that is ending and one to come; all else takes turns in the calling thread.
  constexpr std::size_t kFewestTasks = kPool + 3 + kCodecThreads, kFewestDescriptors = 28;
  const bool workers = load.workers && room.tasks >= kFewestTasks && room.descriptors >= kFewestDescriptors;
  for (int jobs = load.jobs; jobs >= 1; --jobs) {
    Capacity capacity = usual(jobs, workers);
    if (fits(capacity, load.descriptors_staged, room)) return capacity;
  }
  Capacity narrow;
  narrow.workers = workers;
  narrow.repacker = false;
  return narrow;
}

std::size_t tasks_of(const Load& load) {
  return tasks_of(usual(load.jobs, load.workers));
}

}  // namespace whittle::plan
