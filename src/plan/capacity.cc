#include "plan/capacity.h"

#include <algorithm>
#include <vector>

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

std::size_t workers_of(const Capacity& capacity) {
  if (capacity.programs == Programs::none) return 0;
  // As many that are ending, one to come, and those that stand ready.
  const std::size_t ready = capacity.spares * (capacity.programs == Programs::both ? 2 : 1);
  return 2 * static_cast<std::size_t>(capacity.jobs) + 1 + ready;
}

/// What the pool has beside its workers: `items` with one zygote, one more with two.
std::size_t of_pool(const Capacity& capacity, std::size_t items) {
  return capacity.programs == Programs::none ? 0 : items + (capacity.programs == Programs::both ? 1 : 0);
}

/// The usual way: more than keep the encoders fed would wake and spin for nothing.
Capacity usual(int jobs, Programs programs) {
  Capacity capacity;
  const auto encoding = static_cast<std::size_t>(jobs);
  capacity.jobs = jobs;
  capacity.programs = programs;
  capacity.spares = 1 + encoding / 4;
  capacity.io_threads = 1 + encoding / 4;
  capacity.threads = encoding + capacity.io_threads;
  capacity.in_flight = encoding + 2 * capacity.io_threads + kReadAhead;
  capacity.staged = kMostStaged;
  capacity.folders = kFolders;
  return capacity;
}

std::size_t tasks_of(const Capacity& capacity) {
  return capacity.threads - 1 + kHelpers + static_cast<std::size_t>(capacity.jobs) * kCodecThreads +
         of_pool(capacity, kPool) + workers_of(capacity);
}

/// Without what is staged.
std::size_t descriptors_of(const Capacity& capacity) {
  return kOtherDescriptors + capacity.folders + capacity.in_flight * kFileDescriptors +
         of_pool(capacity, kPoolDescriptors) + kWorkerDescriptors * workers_of(capacity);
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
  const std::vector<Programs> ways = workers ? std::vector{Programs::both, Programs::one} : std::vector{Programs::none};
  for (int jobs = load.jobs; jobs >= 1; --jobs) {
    for (const Programs programs : ways) {
      Capacity capacity = usual(jobs, programs);
      if (fits(capacity, load.descriptors_staged, room)) return capacity;
    }
  }
  Capacity narrow;
  narrow.programs = ways.back();
  return narrow;
}

std::size_t tasks_of(const Load& load) {
  return tasks_of(usual(load.jobs, load.workers ? Programs::both : Programs::none));
}

}  // namespace whittle::plan
