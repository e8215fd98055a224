#pragma once
// What a worker gives up before it sees the first byte of a file.
//
// Best effort: old kernels, containers and sanitizer builds lack parts of it, and a picture is better optimized with
// five guards than not at all. What holds is reported, never assumed.

#include <cstdint>

#include "worker/guards.h"

namespace whittle::worker {

struct JobLimits {
  std::uint64_t output_bytes = 0;         ///< of one file
  std::uint64_t address_space_bytes = 0;  ///< that may be mapped
};

/// SIGKILL for this process when its parent ends. False when that has already ended, or it cannot be had. `key`: of the
/// sandbox that this process is in.
bool die_with_parent(int parent, std::uint64_t key = 0);

/// Closes every descriptor but 0 to `last`.
bool close_all_above(int last);

/// The walls around a worker. A worker lives for milliseconds, and a filter of system calls takes the kernel longer to
/// set up than a fork. So the process that forks puts up all of them around itself, and workers inherit them.
///
/// What only that process may do (fork, kill, choose the signal of a parent's death) the filter allows to calls that
/// carry a key: a random number in their fifth argument, of which the kernel makes no use. A worker forgets it before
/// it sees a file; who took the worker over would have to guess 64 bits.
class Sandbox {
 public:
  /// In the process that forks, with a single thread and everything loaded: from here on no file can be opened, no
  /// socket made and no program run.
  Sandbox();
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  /// For sys::fork_process, sys::kill_child and die_with_parent; 0 where no filter could be had, or after `enter`.
  std::uint64_t key() const { return key_; }

  /// In a worker: for good, with descriptors 0 to `last` only and without the key. From here on no process can be
  /// started or ended. Returns the guards that hold (die_with_parent is the caller's).
  std::uint32_t enter(int last);

 private:
  std::uint32_t inherited_ = 0;  ///< guards
  volatile std::uint64_t key_ = 0;
};

/// Lets any process of this user trace this one, where the system otherwise allows that to ancestors only.
void allow_tracing();

/// What the jobs of this process may take. Nothing can raise it afterwards: the sandbox has given up the right to.
void limit_for_good(const JobLimits& limits);

/// While it lives, this process may map a little more than its jobs might: for the words that say that it was not
/// enough.
class ReserveScope {
 public:
  ReserveScope();
  ~ReserveScope();
  ReserveScope(const ReserveScope&) = delete;
  ReserveScope& operator=(const ReserveScope&) = delete;
};

}  // namespace whittle::worker
