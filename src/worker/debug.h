#pragma once
// A worker under a debugger. Only builds for developers (WHITTLE_DEV) can do it.

#include <cstdint>

namespace whittle::worker {

/// Whether the environment has WHITTLE_DEBUG_WORKER=wait: workers then have no sandbox and all the time they need, and
/// wait for a debugger before their first job.
bool is_debugging();

/// Says on stderr which process this is and stops it, until a debugger or SIGCONT lets it go on.
void wait_for_debugger(std::uint32_t worker);

}  // namespace whittle::worker
