#pragma once
// Directories at the end of paths that std::filesystem cannot take.

#include <string>

#include "sys/directory.h"

namespace whittle::test {

/// mkdir -p, for a path of any length. Whether it is there now.
inline bool make_directories(const std::string& path) {
  const auto deepest = sys::Directory::open_deepest(path);
  return deepest.ok() && deepest->directory.open_beneath(deepest->missing, sys::Missing::make).ok();
}

}  // namespace whittle::test
