#pragma once
// The process that forks workers: started once, with libvips initialised and not a single thread, so that each fork
// starts warm. It never looks at a file itself.

#include "worker/child.h"

namespace whittle::worker {

/// Serves the parent on kChannelFd until it closes its end; then all workers are killed and reaped. Returns the exit
/// code of this process, which may be a worker by then.
int run_zygote(const Engines& engines);

}  // namespace whittle::worker
