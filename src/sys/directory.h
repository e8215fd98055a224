#pragma once
// The names in a directory.

#include <string>
#include <vector>

#include "base/result.h"
#include "sys/file.h"

namespace whittle::sys {

enum class EntryKind { file, directory, symlink, other };

struct Entry {
  std::string name;
  EntryKind kind = EntryKind::other;
};

struct Listing {
  FileIdentity identity;       ///< of the directory itself
  std::vector<Entry> entries;  ///< sorted bytewise, without "." and ".."
};

/// Lists `path`, of any length. With Links::keep a symbolic link is an error. Errors: not-found, permission-denied,
/// io-error.
Result<Listing> list_directory(const std::string& path, Links links);

}  // namespace whittle::sys
