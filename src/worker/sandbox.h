#pragma once
// What a worker gives up before it sees the first byte of a file.
//
// Best effort: old kernels, containers and sanitizer builds lack parts of it, and a picture is better optimized with
// five guards than not at all. What holds is reported, never assumed.

#include <cstdint>
#include <vector>

#include "sys/fd.h"
#include "worker/guards.h"

struct sock_filter;

namespace whittle::worker {

struct JobLimits {
  std::uint64_t output_bytes = 0;         ///< of one file
  std::uint64_t address_space_bytes = 0;  ///< that may be mapped
};

/// SIGKILL for this process when its parent ends. False when that has already ended, or it cannot be had.
bool die_with_parent(int parent);

/// Closes every descriptor but 0 to `last`.
bool close_all_above(int last);

/// The walls around a worker. What a fork inherits is put up once, by the process that forks; the rest is prepared
/// there, because a worker lives for milliseconds.
class Sandbox {
 public:
  /// In the process that forks, with a single thread: gives up what that does not need itself.
  Sandbox();
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  /// In a worker: enters for good, with descriptors 0 to `last` only. From here on no file can be opened, no process
  /// started, no socket made. Returns the guards that hold (die_with_parent is the caller's).
  std::uint32_t enter(int last) const;

 private:
  std::uint32_t inherited_ = 0;      ///< guards
  sys::Fd rules_;                    ///< of Landlock; none where the kernel has not got it
  std::vector<sock_filter> filter_;  ///< of seccomp; empty where it cannot be made
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
