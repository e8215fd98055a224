#pragma once
// Mode, owner, extended attributes and ACLs from one open file to another.

#include <sys/types.h>

#include <string>

#include "base/result.h"

namespace whittle::sys {

/// Copies them. What the system does not let us have (another owner, security attributes) is tolerated; set-user-ID and
/// set-group-ID are dropped then. Errors name `path`.
Status copy_attributes(int from, int to, const std::string& path);
/// Sets it where it is another. A system that has no modes, or lets nobody set one, is tolerated.
Status set_mode(int fd, mode_t mode, const std::string& path);

/// What a newly made file has: 0666 less the umask.
mode_t default_mode();
/// What a file may have before the attributes of the open file `from` are copied to it: no more than they allow.
mode_t mode_before_copy(int from);

}  // namespace whittle::sys
