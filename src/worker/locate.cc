#include "worker/locate.h"

#include <cstdlib>

#include "base/path.h"
#include "sys/process.h"

namespace whittle::worker {

std::string find_worker(const std::string& wanted) {
  if (!wanted.empty()) return sys::is_program(wanted) ? wanted : std::string();
  if (const char* const told = std::getenv("WHITTLE_WORKER"); told != nullptr && *told != '\0')
    return sys::is_program(told) ? std::string(told) : std::string();
  const std::string program = sys::running_program();
  const std::string directory(directory_of(program));
  for (const std::string& place :
       {join(directory, "whittle-worker"), join(directory, "../libexec/whittle/whittle-worker"),
        std::string(WHITTLE_LIBEXEC_DIR "/whittle-worker")}) {
    if (sys::is_program(place)) return place;
  }
  return {};
}

}  // namespace whittle::worker
