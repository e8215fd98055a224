#pragma once
// Mode, owner, extended attributes and ACLs from one open file to another.

#include <string>

#include "base/result.h"

namespace whittle::sys {

/// Copies them. What the system does not let us have (another owner, security attributes) is tolerated; set-user-ID and
/// set-group-ID are dropped then. Errors name `path`.
Status copy_attributes(int from, int to, const std::string& path);
/// 0666 less the umask, as a newly made file has.
Status apply_default_mode(int fd, const std::string& path);

}  // namespace whittle::sys
