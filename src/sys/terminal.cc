#include "sys/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

namespace whittle::sys {

bool is_terminal(int fd) {
  return ::isatty(fd) == 1;
}

int terminal_columns(int fd) {
  winsize size{};
  if (!is_terminal(fd) || ::ioctl(fd, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

}  // namespace whittle::sys
