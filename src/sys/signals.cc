#include "sys/signals.h"

#include <unistd.h>

#include <csignal>
#include <initializer_list>

namespace whittle::sys {
namespace {

constexpr unsigned kLongestEnd = 5;  // seconds: far more than what runs is given to end, and its files to be synced

// A handler can reach nothing but globals; the first is set once, before the handlers are installed.
void (*stop_function)(int) = nullptr;
volatile std::sig_atomic_t stop_number = 0;

void on_stop(int signal_number) {
  stop_number = signal_number;
  stop_function(signal_number);
  ::alarm(kLongestEnd);
}

/// Nothing is lost by it: a file is replaced in one step, and workers end with whoever started them.
void on_alarm(int) {
  reraise(stop_number);
}

}  // namespace

void install_stop_handlers(void (*stop)(int signal_number)) {
  stop_function = stop;
  struct sigaction action {};
  action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;  // the second one has the default effect
  sigemptyset(&action.sa_mask);
  action.sa_handler = on_alarm;
  sigaction(SIGALRM, &action, nullptr);
  sigset_t alarm_only;
  sigemptyset(&alarm_only);
  sigaddset(&alarm_only, SIGALRM);
  ::sigprocmask(SIG_UNBLOCK, &alarm_only, nullptr);
  action.sa_handler = on_stop;
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
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, signal_number);
  ::sigprocmask(SIG_UNBLOCK, &one, nullptr);
  std::raise(signal_number);
  ::_exit(128 + signal_number);
}

}  // namespace whittle::sys
