#include "sys/whole_file.h"

#include <sys/stat.h>

#include <algorithm>
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

/// Whether what is there may go.
Status check_beginning(const Location& at, std::string_view beginning) {
  Result<OpenFile> file = open_regular_at(at.directory->fd(), at.name.c_str(), Links::keep, at.path);
  if (!file.ok() && file.error().reason == Reason::not_found) return {};
  TRY_ASSIGN(const OpenFile opened, std::move(file));
  const std::uint64_t size = opened.stat.identity.size;
  if (size == 0) return {};
  const auto source = file_source(opened.fd, size, at.path);
  TRY_ASSIGN(const ByteView start, source->read(0, std::min<std::uint64_t>(size, beginning.size())));
  if (as_text(start) == beginning) return {};
  return make_error(Category::validation, Reason::exists, "is there already and is another kind of file", at.path);
}

}  // namespace

Status check_replaceable(const std::string& path, std::string_view beginning) {
  TRY_ASSIGN(const Location at, locate(path));
  return check_beginning(at, beginning);
}

Status replace_file(const std::string& path, std::string_view beginning, ByteView bytes) {
  TRY_ASSIGN(const Location at, locate(path));
  TRY(check_beginning(at, beginning));
  TRY_ASSIGN(AtomicFile file, AtomicFile::stage(at, bytes, {}));
  TRY(file.make_durable());
  return file.commit(std::nullopt, Existing::replace);
}

}  // namespace whittle::sys
