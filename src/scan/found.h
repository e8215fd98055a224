#pragma once
// What the scan hands to the plan: one path to look at, or one reason why a place could not be looked at.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "whittle/error.h"

namespace whittle::scan {

enum class Named { directly, by_walk };

/// One candidate input. A walk of a million files makes a million of these: two words beyond the path.
struct Found {
  std::string path;        ///< as it can be opened from the working directory; "-" is stdin
  std::uint32_t root = 0;  ///< index of the command-line path (or file list entry) that led here
  std::uint32_t relative_at =
      0;  ///< where in `path` the part below the walked root starts (file name when named directly)
  Named named = Named::directly;
  std::unique_ptr<Error> error;  ///< set: this is a row that failed already (missing path, unreadable directory)

  std::string_view relative() const { return std::string_view(path).substr(relative_at); }
};

}  // namespace whittle::scan
