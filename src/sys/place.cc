#include "sys/place.h"

#include <fcntl.h>
#include <limits.h>

#include <cerrno>

#include "base/path.h"
#include "sys/file.h"

namespace whittle::sys {

Result<Place> Place::of(const std::string& path) {
  Place place;
  std::string_view rest = path;
  if (path.find('\0') != std::string::npos) return error_from_errno(EINVAL, "open", path);
  while (rest.size() >= PATH_MAX) {
    const std::size_t cut = rest.rfind('/', PATH_MAX - 2);
    if (cut == std::string_view::npos || cut == 0) return error_from_errno(ENAMETOOLONG, "open", path);
    const std::string step(rest.substr(0, cut));
    Fd next(::openat(place.directory(), step.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!next) return error_from_errno(errno, "open", path);
    place.directory_ = std::move(next);
    rest.remove_prefix(cut);
    while (rest.starts_with('/')) rest.remove_prefix(1);
  }
  place.name_ = rest;
  return place;
}

int Place::directory() const {
  return directory_ ? directory_.get() : AT_FDCWD;
}

std::string Place::sibling(std::string_view name) const {
  return join(directory_of(name_), name);
}

}  // namespace whittle::sys
