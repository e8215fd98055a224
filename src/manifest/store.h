#pragma once
// The manifest on disk. Several runs may keep it at once: each changes what it made and removed, under a lock, and
// leaves the rest; the file is replaced as a whole, so that a kill leaves the old list or the new one. A file that is
// missing in it is nobody's loss: it is not pruned.

#include <string>
#include <vector>

#include "base/result.h"
#include "manifest/manifest.h"
#include "sys/directory.h"

namespace whittle::manifest {

/// `at`: the manifest in its directory. Nothing is there: no entries. Errors: also of what is no regular file, or no
/// manifest.
Result<Entries> read(const sys::Location& at);

/// What one run has to say.
struct Changes {
  Entries made;
  Entries gone;  ///< as they were listed; whoever has listed the same output anew keeps it
};
/// Reads the list again, changes it and replaces it, where that makes a difference. Waits a few seconds for others.
Status change(const sys::Location& at, const Changes& changes);

}  // namespace whittle::manifest
