#pragma once
// Signals: ask the run to stop, never die with half a file.

namespace whittle::sys {

/// SIGINT and SIGTERM call `stop` with their number (it must be async-signal-safe). A second one ends the process at
/// once; so does the first, as a second would, when the process has not ended within 5 seconds, whatever it waits for.
/// SIGPIPE and SIGXFSZ are ignored: writing then fails with EPIPE and EFBIG like any other error.
void install_stop_handlers(void (*stop)(int signal_number));

/// Ends the process by `signal_number` as if it had never been handled, so that shells see 128 + its number; process 1,
/// which such signals cannot end, with that exit status.
[[noreturn]] void reraise(int signal_number);

}  // namespace whittle::sys
