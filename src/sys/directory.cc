#include "sys/directory.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string_view>

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

}  // namespace

Result<Directory> Directory::open_at(int parent, const char* name, Links links, const std::string& path) {
  const int no_follow = links == Links::keep ? O_NOFOLLOW : 0;
  Fd fd(::openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | no_follow));
  if (!fd) return error_from_errno(errno, "read the directory", path);
  struct stat st {};
  if (::fstat(fd.get(), &st) != 0) return error_from_errno(errno, "read the directory", path);
  return Directory(std::move(fd), {st.st_dev, st.st_ino});
}

Result<Directory> Directory::open(const std::string& path, Links links) {
  TRY_ASSIGN(const Place place, Place::of(path));
  return open_at(place.directory(), place.name(), links, path);
}

Result<Directory> Directory::open_below(const std::string& name, Links links) const {
  return open_at(fd_.get(), name.c_str(), links, name);
}

Result<std::vector<Entry>> Directory::entries() const {
  // The stream closes its descriptor, so it gets one of its own.
  Fd copy(::fcntl(fd_.get(), F_DUPFD_CLOEXEC, 0));
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

Result<Bytes> Directory::read_file(const std::string& name, std::uint64_t limit) const {
  // Looked at first, because opening a FIFO or a device is an event for whoever is at its other end.
  TRY_ASSIGN(const EntryKind kind, target(name));
  if (kind != EntryKind::file) return make_error(Category::validation, Reason::not_regular_file, "is not a file", name);
  const Fd fd(::openat(fd_.get(), name.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!fd) return error_from_errno(errno, "open", name);
  return read_stream(fd.get(), limit, name);
}

}  // namespace whittle::sys
