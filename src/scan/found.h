#pragma once
// What the scan hands to the plan: one path to look at, or one reason why a place could not be looked at.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "sys/directory.h"
#include "whittle/error.h"

namespace whittle::scan {

enum class Named { directly, by_walk };

/// Where a symbolic link led when it was found. Nothing follows it again.
struct LinkTarget {
  std::string path;            ///< absolute, without links
  sys::DirectoryId directory;  ///< that it is in
};

/// One candidate input. A walk of a million files makes a million of these: a few words beyond the path.
struct Found {
  std::string path;        ///< as it can be opened from the working directory; "-" is stdin
  std::uint32_t root = 0;  ///< index of the command-line path (or file list entry) that led here
  std::uint32_t relative_at =
      0;  ///< where in `path` the part below the walked root starts (file name when named directly)
  Named named = Named::directly;
  sys::DirectoryId directory;              ///< in which the last part of `path` was found; for stdin nothing
  std::shared_ptr<const LinkTarget> link;  ///< set when `path` is a symbolic link
  std::unique_ptr<Error> error;  ///< set: this is a row that failed already (missing path, unreadable directory)

  std::string_view relative() const { return std::string_view(path).substr(relative_at); }
};

}  // namespace whittle::scan
