#pragma once
// The one request that comes from outside a run: stop. Set by a signal handler, polled by whoever is handed
// it as `stopped`: scan, plan and run.

namespace whittle::run {

/// The signal that asked the process to stop, or 0.
int stop_signal();
/// Records the request. Async-signal-safe.
void set_stop_signal(int signal_number);

}  // namespace whittle::run
