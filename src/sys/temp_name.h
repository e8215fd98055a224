#pragma once
// Names of temporary files: ".whittle-3f09a2c411d07e5b.tmp". They say nothing of who made them; whoever writes one
// holds its lock (see debris.h).

#include <string>
#include <string_view>

namespace whittle::sys {

/// A name that hardly any other call, here or in another process, returns.
std::string new_temp_name();
/// Whether `name` has our pattern; earlier versions wrote decimal numbers with hyphens.
bool is_temp_name(std::string_view name);

}  // namespace whittle::sys
