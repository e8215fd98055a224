#include "sys/standard_streams.h"

#include <fcntl.h>
#include <unistd.h>

namespace whittle::sys {

void open_missing_streams() {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
    if (::fcntl(stream, F_GETFD) >= 0) continue;
    // The lowest free descriptor is this one. Opened the wrong way round, so that using it fails as if it were closed.
    if (::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0) return;
  }
}

}  // namespace whittle::sys
