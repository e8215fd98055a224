#include "sys/owner.h"

#include <unistd.h>

namespace whittle::sys {

bool is_self_or_root(uid_t owner) {
  return owner == 0 || owner == ::geteuid();
}

}  // namespace whittle::sys
