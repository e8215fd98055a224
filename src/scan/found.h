#pragma once
// What the scan hands to the plan: one path to look at, or one reason why a place could not be looked at.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/path.h"
#include "sys/directory.h"
#include "whittle/configuration.h"
#include "whittle/error.h"

namespace whittle::scan {

enum class Named { directly, in_list, by_walk };

/// Where a symbolic link led when it was found. Nothing follows it again.
struct LinkTarget {
  std::string path;            ///< absolute, without links
  sys::DirectoryId directory;  ///< that it is in
};

/// One candidate input. A walk of a million files makes a million of these: a few words beyond the path.
struct Found {
  std::string path;  ///< as it can be opened from the working directory; "-" is stdin
  std::uint32_t relative_at =
      0;  ///< where in `path` the part below the walked root starts (file name when named directly)
  Named named = Named::directly;
  std::shared_ptr<const std::string> below;      ///< directories before that part in an output tree; null: none
  sys::DirectoryId directory;                    ///< in which the last part of `path` was found; for stdin nothing
  std::shared_ptr<const LinkTarget> link;        ///< set when `path` is a symbolic link
  std::shared_ptr<const Configured> configured;  ///< by whittle.toml; null: nothing
  std::unique_ptr<Error> error;  ///< set: this is a row that failed already (missing path, unreadable directory)

  /// Where it stands in a tree that mirrors the inputs.
  std::string relative() const { return join(below ? *below : "", std::string_view(path).substr(relative_at)); }
};

}  // namespace whittle::scan
