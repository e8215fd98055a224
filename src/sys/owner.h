#pragma once
// Whose files are believed.

#include <sys/types.h>

namespace whittle::sys {

/// Whether `owner` is who runs this process, or root, who could run it as anybody.
bool is_self_or_root(uid_t owner);

}  // namespace whittle::sys
