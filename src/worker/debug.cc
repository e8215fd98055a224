#include "worker/debug.h"

#ifdef WHITTLE_DEV
#include <fmt/format.h>

#include <csignal>
#include <cstdlib>
#include <string_view>

#include "sys/file.h"
#include "sys/process.h"
#endif

namespace whittle::worker {

#ifdef WHITTLE_DEV
bool is_debugging() {
  const char* const wanted = std::getenv("WHITTLE_DEBUG_WORKER");
  return wanted != nullptr && std::string_view(wanted) == "wait";
}

void wait_for_debugger(std::uint32_t worker) {
  const std::string text = fmt::format("worker {0} waits: gdb -p {1}, or kill -CONT {1}\n", worker, sys::process_id());
  (void)sys::write_stream(2, as_bytes(text), "stderr");
  std::raise(SIGSTOP);
}
#else
bool is_debugging() {
  return false;
}

void wait_for_debugger(std::uint32_t /*worker*/) {}
#endif

}  // namespace whittle::worker
