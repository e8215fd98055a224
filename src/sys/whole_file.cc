#include "sys/whole_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
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

/// The directory of `path` down to what there is of it; nullopt when that is not all, and `missing` is to fail.
Result<std::optional<Directory>> directory_for(const std::string& path, Missing missing) {
  TRY_ASSIGN(Directory::Deepest deepest, Directory::open_deepest(or_dot(directory_of(path))));
  if (deepest.missing.empty()) return std::optional(std::move(deepest.directory));
  if (missing == Missing::fail) return std::optional<Directory>();
  TRY_ASSIGN(Directory made, deepest.directory.open_beneath(deepest.missing, Missing::make));
  return std::optional(std::move(made));
}

/// nullopt when there is no such directory, and `missing` is to fail.
Result<std::optional<Location>> locate(const std::string& path, Missing missing) {
  TRY_ASSIGN(const std::string real, itself(path));
  Result<std::optional<Directory>> directory = directory_for(real, missing);
  if (!directory.ok()) {
    Error error = std::move(directory).error();
    error.path = path;
    return error;
  }
  if (!*directory) return std::optional<Location>();
  return std::optional(
      Location{std::make_shared<const Directory>(std::move(**directory)), std::string(file_name(real)), path});
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
  TRY_ASSIGN(const std::optional<Location> at, locate(path, Missing::fail));
  return at ? check_beginning(*at, beginning) : Status();
}

Status replace_file(const std::string& path, std::string_view beginning, ByteView bytes) {
  TRY_ASSIGN(const std::optional<Location> at, locate(path, Missing::make));
  TRY(check_beginning(*at, beginning));
  TRY_ASSIGN(AtomicFile file, AtomicFile::stage(*at, bytes, {}));
  TRY(file.make_durable());
  return file.commit(std::nullopt, Existing::replace);
}

Result<Bytes> read_file(const std::string& path, std::uint64_t most) {
  TRY_ASSIGN(const OpenFile file, open_regular(path));
  if (file.stat.identity.size > most) return make_error(Category::limit, Reason::too_large, "is too long", path);
  return read_all(file.fd, file.stat.identity.size, path);
}

Result<std::string> real_directory_of(const std::string& path) {
  return real_path(or_dot(directory_of(path)));
}

bool exists(const std::string& path) {
  return stat_path(path, Links::keep).ok();
}

}  // namespace whittle::sys
