#pragma once

#include <string>

namespace whittle::worker {

/// Which build this is: parent and worker must be of one.
std::string build_name();

}  // namespace whittle::worker
