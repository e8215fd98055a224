#include "sys/directory.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string_view>

#include "base/path.h"
#include "sys/place.h"

namespace whittle::sys {
namespace {

struct CloseStream {
  void operator()(DIR* stream) const { ::closedir(stream); }
};

EntryKind kind_of_mode(mode_t mode) {
  if (S_ISREG(mode)) return EntryKind::file;
  if (S_ISDIR(mode)) return EntryKind::directory;
  return S_ISLNK(mode) ? EntryKind::symlink : EntryKind::other;
}

EntryKind kind_of(int directory, const dirent& entry) {
  switch (entry.d_type) {
    case DT_REG:
      return EntryKind::file;
    case DT_DIR:
      return EntryKind::directory;
    case DT_LNK:
      return EntryKind::symlink;
    case DT_UNKNOWN:
      break;
    default:
      return EntryKind::other;
  }
  struct stat st {};
  if (::fstatat(directory, entry.d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) return EntryKind::other;
  return kind_of_mode(st.st_mode);
}

int no_follow(Links links) {
  return links == Links::keep ? O_NOFOLLOW : 0;
}

}  // namespace

Result<Directory> Directory::open_at(int parent, const char* name, int flags, const std::string& path) {
  Fd fd(::openat(parent, name, flags | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return error_from_errno(errno, "read the directory", path);
  struct stat st {};
  if (::fstat(fd.get(), &st) != 0) return error_from_errno(errno, "read the directory", path);
  return Directory(std::move(fd), {st.st_dev, st.st_ino});
}

Result<Directory> Directory::open(const std::string& path, Links links) {
  TRY_ASSIGN(const Place place, Place::of(path));
  return open_at(place.directory(), place.name(), O_RDONLY | no_follow(links), path);
}

Result<Directory> Directory::open_again(const std::string& path, const DirectoryId& id) {
  TRY_ASSIGN(const Place place, Place::of(or_dot(path)));
  TRY_ASSIGN(Directory directory, open_at(place.directory(), place.name(), O_PATH, path));
  if (directory.id() == id) return directory;
  return make_error(Category::io, Reason::changed_during_run, "its directory was replaced during the run", path);
}

Result<Directory> Directory::open_below(const std::string& name, Links links) const {
  return open_at(fd_.get(), name.c_str(), O_RDONLY | no_follow(links), name);
}

Result<Directory> Directory::open_beneath(std::string_view below, Missing missing) const {
  TRY_ASSIGN(Directory here, open_at(fd_.get(), ".", O_PATH, std::string(below)));
  std::size_t at = 0;
  while (at < below.size()) {
    const std::size_t end = std::min(below.find('/', at), below.size());
    const std::string step(below.substr(at, end - at)), path(below.substr(0, end));
    at = end + 1;
    if (step.empty() || step == ".") continue;
    if (step == "..") return error_from_errno(EXDEV, "open the directory", path);
    if (missing == Missing::make && ::mkdirat(here.fd(), step.c_str(), 0777) != 0 && errno != EEXIST) {
      // It may be there without being ours to make (EACCES, EROFS).
      const int error_number = errno;
      struct stat st {};
      if (::fstatat(here.fd(), step.c_str(), &st, AT_SYMLINK_NOFOLLOW) != 0)
        return error_from_errno(error_number, "make the directory", path);
    }
    auto next = open_at(here.fd(), step.c_str(), O_PATH | O_NOFOLLOW, path);
    if (!next.ok()) {
      struct stat st {};
      const bool is_link = ::fstatat(here.fd(), step.c_str(), &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(st.st_mode);
      if (!is_link) return std::move(next).error();
      return make_error(Category::io, Reason::io_error, "is a symbolic link, which is not followed here", path);
    }
    here = std::move(*next);
  }
  return here;
}

Result<Directory::Deepest> Directory::open_deepest(const std::string& path) {
  if (path.find('\0') != std::string::npos) return error_from_errno(EINVAL, "open the directory", path);
  TRY_ASSIGN(Directory here, open_at(AT_FDCWD, path.starts_with('/') ? "/" : ".", O_PATH, path));
  std::string missing;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string step = path.substr(at, end - at);
    at = end + 1;
    if (step.empty() || step == ".") continue;
    if (!missing.empty()) {
      // What does not exist is no link either: ".." takes back the step before it.
      missing = step == ".." ? std::string(directory_of(missing)) : join(missing, step);
      continue;
    }
    auto next = open_at(here.fd(), step.c_str(), O_PATH, path.substr(0, end));
    if (next.ok())
      here = std::move(*next);
    else if (next.error().reason == Reason::not_found)
      missing = step;
    else
      return std::move(next).error();
  }
  return Deepest{std::move(here), std::move(missing)};
}

Result<std::vector<Entry>> Directory::entries() const {
  // The stream closes its descriptor, so it gets one of its own.
  Fd copy(::fcntl(fd_.get(), F_DUPFD_CLOEXEC, 0));
  if (!copy && errno != EMFILE) copy = Fd(::dup(fd_.get()));  // a sandbox may deny the other
  if (!copy) return error_from_errno(errno, "read the directory", {});
  const std::unique_ptr<DIR, CloseStream> stream(::fdopendir(copy.get()));
  if (!stream) return error_from_errno(errno, "read the directory", {});
  (void)copy.release();
  std::vector<Entry> entries;
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(stream.get());
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") entries.push_back({std::string(name), kind_of(fd_.get(), *entry)});
  }
  if (errno != 0) return error_from_errno(errno, "read the directory", {});
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
  return entries;
}

Result<EntryKind> Directory::target(const std::string& name) const {
  struct stat st {};
  if (::fstatat(fd_.get(), name.c_str(), &st, 0) != 0) return error_from_errno(errno, "look at it", name);
  return kind_of_mode(st.st_mode);
}

Result<Fd> Directory::open_file(const std::string& name) const {
  // Looked at first, because opening a FIFO or a device is an event for whoever is at its other end.
  TRY_ASSIGN(const EntryKind kind, target(name));
  if (kind != EntryKind::file) return make_error(Category::validation, Reason::not_regular_file, "is not a file", name);
  Fd fd(::openat(fd_.get(), name.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!fd) return error_from_errno(errno, "open", name);
  return fd;
}

Result<Bytes> Directory::read_start(const std::string& name, std::size_t most) const {
  TRY_ASSIGN(const Fd fd, open_file(name));
  Bytes bytes;
  while (bytes.size() < most) {
    const std::size_t before = bytes.size();
    bytes.resize(std::min(most, before + 64 * 1024));
    const ssize_t got = ::read(fd.get(), bytes.data() + before, bytes.size() - before);
    bytes.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return error_from_errno(errno, "read", name);
    if (got == 0) break;
  }
  return bytes;
}

Result<std::string> Directory::real_path(const std::string& name, const std::string& path) const {
  const Fd fd(::openat(fd_.get(), name.c_str(), O_PATH | O_CLOEXEC));
  if (!fd) return error_from_errno(errno, "resolve", path);
  return path_of(fd, path);
}

Status Directory::sync() const {
  const Fd fd(::openat(fd_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd || ::fsync(fd.get()) != 0) return error_from_errno(errno, "sync", {});
  return {};
}

}  // namespace whittle::sys
