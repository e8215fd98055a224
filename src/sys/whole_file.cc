#include "sys/whole_file.h"

#include <sys/stat.h>

#include <cerrno>
#include <memory>
#include <utility>

#include "base/path.h"
#include "sys/atomic_file.h"

namespace whittle::sys {
namespace {

/// The path of the file itself, where `path` is a link to it.
Result<std::string> itself(const std::string& path) {
  const Result<FileStat> stat = stat_path(path, Links::follow);
  if (stat.ok() && !S_ISREG(stat->mode)) return not_regular(stat->mode, path);
  if (stat.ok()) return real_path(path);
  if (stat.error().reason != Reason::not_found) return stat.error();
  if (file_name(path).empty()) return error_from_errno(EISDIR, "write", path);
  return path;
}

Result<Location> locate(const std::string& path) {
  TRY_ASSIGN(const std::string real, itself(path));
  auto directory = Directory::open(or_dot(directory_of(real)), Links::follow);
  if (!directory.ok()) {
    Error error = std::move(directory).error();
    error.path = path;
    return error;
  }
  return Location{std::make_shared<const Directory>(std::move(*directory)), std::string(file_name(real)), path};
}

}  // namespace

Status check_replaceable(const std::string& path) {
  TRY_ASSIGN(const Location at, locate(path));
  return {};
}

Status replace_file(const std::string& path, ByteView bytes) {
  TRY_ASSIGN(const Location at, locate(path));
  TRY_ASSIGN(AtomicFile file, AtomicFile::stage(at, bytes, {}));
  TRY(file.make_durable());
  return file.commit(std::nullopt, Existing::replace);
}

}  // namespace whittle::sys
