#pragma once
// The life of one worker: sandbox, one job, end.

#include <cstdint>

#include "engine/engine.h"
#include "worker/protocol.h"
#include "worker/sandbox.h"

namespace whittle::worker {

/// Descriptors of every worker.
inline constexpr int kChannelFd = 3;
inline constexpr int kOutputFd = 4;

/// What a worker does with a job; replaced in the tests of faults.
struct Engines {
  Result<engine::Candidate> (*run)(const engine::Job& job) = engine::run;
  Status (*compare)(const engine::Job& job, ByteView candidate) = engine::compare;
  Status (*start)() = engine::start_single;  ///< once, before the first fork
};

/// Serves one order on kChannelFd; its output goes to kOutputFd. Enters `sandbox` first, or without one waits for a
/// debugger; `parent` is the zygote's process id. Returns the exit code. Call right after fork.
int serve(const Spawn& spawn, int parent, Sandbox* sandbox, const Engines& engines);

}  // namespace whittle::worker
