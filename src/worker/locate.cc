#include "worker/locate.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "base/path.h"
#include "sys/process.h"

namespace whittle::worker {

std::string find_worker(const std::string& wanted) {
  if (!wanted.empty()) return sys::is_program(wanted) ? wanted : std::string();
  if (const char* const told = std::getenv("WHITTLE_WORKER"); told != nullptr && *told != '\0')
    return sys::is_program(told) ? std::string(told) : std::string();
  std::vector<std::string> places;
  if (const std::string program = sys::running_program(); !program.empty()) {  // else it would be the working directory
    const std::string directory(directory_of(program));
    places = {join(directory, "whittle-worker"), join(directory, "../libexec/whittle/whittle-worker")};
  }
  places.emplace_back(WHITTLE_LIBEXEC_DIR "/whittle-worker");
  const auto place = std::find_if(places.begin(), places.end(), sys::is_program);
  return place != places.end() ? *place : std::string();
}

std::string find_repacker(const std::string& worker) {
  const std::string place = join(std::string(directory_of(worker)), "whittle-repacker");
  return sys::is_program(place) ? place : std::string();
}

}  // namespace whittle::worker
