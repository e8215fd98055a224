#include "sys/terminal.h"

#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace whittle::sys {

bool is_terminal(int fd) {
  return ::isatty(fd) == 1;
}

bool is_same_terminal(int a, int b) {
  struct stat first {
  }, second{};
  if (!is_terminal(a) || !is_terminal(b) || ::fstat(a, &first) != 0 || ::fstat(b, &second) != 0) return false;
  return first.st_rdev == second.st_rdev;
}

int terminal_columns(int fd) {
  winsize size{};
  if (!is_terminal(fd) || ::ioctl(fd, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

}  // namespace whittle::sys
