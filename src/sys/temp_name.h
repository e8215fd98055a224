#pragma once
// Names of temporary files that say which process made them: ".whittle-PID-START-NUMBER.tmp". START is the process's
// start time, so that a process that got a dead one's number is not taken for it, and two runs at once leave each
// other's files alone.

#include <string>
#include <string_view>

namespace whittle::sys {

/// A name that no other call, here or in another process, returns.
std::string new_temp_name();
/// Whether `name` has our pattern and its process is gone.
bool is_dead_temp_name(std::string_view name);

}  // namespace whittle::sys
