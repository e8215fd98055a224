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

EntryKind kind_of(DIR* stream, const dirent& entry) {
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
  if (::fstatat(::dirfd(stream), entry.d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) return EntryKind::other;
  return kind_of_mode(st.st_mode);
}

}  // namespace

Result<Listing> list_directory(const std::string& path, Links links) {
  TRY_ASSIGN(const Place place, Place::of(path));
  const int no_follow = links == Links::keep ? O_NOFOLLOW : 0;
  Fd fd(::openat(place.directory(), place.name(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | no_follow));
  if (!fd) return error_from_errno(errno, "read the directory", path);
  struct stat st {};
  if (::fstat(fd.get(), &st) != 0) return error_from_errno(errno, "read the directory", path);
  const std::unique_ptr<DIR, CloseStream> stream(::fdopendir(fd.get()));
  if (!stream) return error_from_errno(errno, "read the directory", path);
  (void)fd.release();  // the stream closes it
  Listing listing;
  listing.identity.device = st.st_dev;
  listing.identity.inode = st.st_ino;
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(stream.get());
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") listing.entries.push_back({std::string(name), kind_of(stream.get(), *entry)});
  }
  if (errno != 0) return error_from_errno(errno, "read the directory", path);
  std::sort(listing.entries.begin(), listing.entries.end(),
            [](const Entry& a, const Entry& b) { return a.name < b.name; });
  return listing;
}

}  // namespace whittle::sys
