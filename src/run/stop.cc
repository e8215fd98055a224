#include "run/stop.h"

#include <atomic>

namespace whittle::run {
namespace {
// A signal handler can reach nothing but a global.
std::atomic<int> stop_signal_number{0};
static_assert(std::atomic<int>::is_always_lock_free);
}  // namespace

int stop_signal() {
  return stop_signal_number.load(std::memory_order_relaxed);
}
void set_stop_signal(int signal_number) {
  stop_signal_number.store(signal_number, std::memory_order_relaxed);
}

}  // namespace whittle::run
