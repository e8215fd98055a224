#include "sys/signals.h"

#include <csignal>
#include <initializer_list>

namespace whittle::sys {
namespace {

// A handler can reach nothing but globals; set once, before the handlers are installed.
void (*stop_function)(int) = nullptr;

void on_signal(int signal_number) {
  stop_function(signal_number);
}

}  // namespace

void install_stop_handlers(void (*stop)(int signal_number)) {
  stop_function = stop;
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;  // the second one has the default effect
  sigemptyset(&action.sa_mask);
  for (const int signal_number : {SIGINT, SIGTERM}) {
    struct sigaction before {};
    sigaction(signal_number, nullptr, &before);
    if (before.sa_handler != SIG_IGN)
      sigaction(signal_number, &action, nullptr);  // nohup and background jobs keep ignoring
  }
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

void reraise(int signal_number) {
  std::signal(signal_number, SIG_DFL);
  std::raise(signal_number);
}

}  // namespace whittle::sys
