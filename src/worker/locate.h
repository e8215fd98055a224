#pragma once

#include <string>

namespace whittle::worker {

/// The worker program: `wanted` if not empty, else the environment's WHITTLE_WORKER, else the first that is there:
/// beside the running program (build tree), in ../libexec/whittle of it (installed), where this library was configured
/// to be installed. Empty when there is none.
std::string find_worker(const std::string& wanted);

/// The program beside `worker` that does what needs no libvips. Empty when there is none.
std::string find_repacker(const std::string& worker);

}  // namespace whittle::worker
