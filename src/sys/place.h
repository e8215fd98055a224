#pragma once
// Paths longer than the system takes in one call.

#include <string>
#include <string_view>

#include "base/result.h"
#include "sys/fd.h"

namespace whittle::sys {

/// A path split so that every *at() call can use it: an open directory (or the working directory) and the rest, shorter
/// than PATH_MAX. Valid as long as the Place lives.
class Place {
 public:
  /// Opens the directories that are needed. Errors carry `path`.
  static Result<Place> of(const std::string& path);

  int directory() const;  ///< for *at() calls
  const char* name() const { return name_.c_str(); }
  /// The same directory with another last component.
  std::string sibling(std::string_view name) const;

 private:
  Fd directory_;
  std::string name_;
};

}  // namespace whittle::sys
