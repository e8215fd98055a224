#pragma once
// A small file that is written as a whole, by its path.

#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace whittle::sys {

/// Whether `path` can become a file: nothing or a regular file is there (links are followed), in a directory that
/// exists. Errors: not-found, not-regular-file, permission-denied.
Status check_replaceable(const std::string& path);

/// Puts `bytes` there so that a kill leaves the old file or the new one. Errors as above and those of AtomicFile.
Status replace_file(const std::string& path, ByteView bytes);

}  // namespace whittle::sys
