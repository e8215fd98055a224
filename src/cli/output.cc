#include "cli/output.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

#include "base/text.h"
#include "sys/terminal.h"

namespace whittle::cli {

void Output::write(std::string_view text) {
  if (error_number_ != 0) return;
  errno = 0;
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) error_number_ = errno != 0 ? errno : EIO;
}

void Output::flush() {
  if (error_number_ != 0) return;
  errno = 0;
  if (std::fflush(stdout) != 0) error_number_ = errno != 0 ? errno : EIO;
}

Status Output::finish() {
  flush();
  if (error_number_ == 0) return {};
  return make_error(Category::io, Reason::io_error,
                    std::string("cannot write to stdout: ") + std::strerror(error_number_));
}

void complain(std::string_view message) {
  const bool terminal = sys::is_terminal(STDERR_FILENO);
  const std::string line = "whittle: " + (terminal ? sanitize(message) : std::string(message)) + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace whittle::cli
