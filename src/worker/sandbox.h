#pragma once
// What a worker gives up before it sees the first byte of a file.
//
// Best effort: old kernels, containers and sanitizer builds lack parts of it, and a picture is better optimized with
// five guards than not at all. What holds is reported, never assumed.

#include <cstdint>

#include "worker/guards.h"

namespace whittle::worker {

struct SandboxLimits {
  std::uint64_t output_bytes = 0;         ///< of one file; 0: no limit
  std::uint64_t address_space_bytes = 0;  ///< 0: no limit
};

/// SIGKILL for this process when its parent ends. False when that has already ended, or it cannot be had.
bool die_with_parent(int parent);

/// Closes every descriptor but 0 to `last`.
bool close_all_above(int last);

/// Enters the sandbox for good: from here on no file can be opened, no process started, no socket made. Returns the
/// guards that hold (die_with_parent and close_all_above are the caller's). Call with a single thread.
std::uint32_t enter_sandbox(const SandboxLimits& limits);

/// Lets any process of this user trace this one, where the system otherwise allows that to ancestors only.
void allow_tracing();

/// Lowers or raises what this process may map, within the limit it entered the sandbox with. 0: that limit.
void limit_address_space(std::uint64_t bytes);

}  // namespace whittle::worker
