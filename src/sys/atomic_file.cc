#include "sys/atomic_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "base/path.h"
#include "sys/copy_attributes.h"
#include "sys/place.h"
#include "sys/temp_name.h"

namespace whittle::sys {
namespace {

Status write_all(int fd, ByteView bytes, const std::string& path) {
  // Space first: a full disk or quota shows before anything is written.
  if (!bytes.empty()) {
    const int error_number = ::posix_fallocate(fd, 0, static_cast<off_t>(bytes.size()));
    if (error_number != 0 && error_number != EOPNOTSUPP && error_number != EINVAL) {
      return error_from_errno(error_number, "write", path);
    }
  }
  return write_stream(fd, bytes, path);
}

}  // namespace

struct AtomicFile::State {
  std::string target;
  Place place;  ///< of the target
  Fd fd;
  std::string temp;  ///< name beside the target; empty while the file has no name (O_TMPFILE)

  ~State() {
    if (!temp.empty()) ::unlinkat(place.directory(), temp.c_str(), 0);
  }

  Status open() {
    std::string directory(directory_of(place.name()));
    if (directory.empty()) directory = ".";
    fd = Fd(::openat(place.directory(), directory.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600));
    if (fd) return {};
    if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL) return error_from_errno(errno, "write", target);
    // No unnamed files here (or an old kernel): a named one that the next run recognises.
    std::string name = place.sibling(new_temp_name());
    fd = Fd(::openat(place.directory(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!fd) return error_from_errno(errno, "write", target);
    temp = std::move(name);
    return {};
  }

  /// Gives the unnamed file a name that is free; 0 or errno.
  int link_as(const char* name) const {
    const std::string link = "/proc/self/fd/" + std::to_string(fd.get());
    return ::linkat(AT_FDCWD, link.c_str(), place.directory(), name, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
  }

  /// Gives the file a name beside the target; linkat cannot replace one, so this is a step before the rename.
  Status name_it() {
    if (!temp.empty()) return {};
    std::string name = place.sibling(new_temp_name());
    if (const int error_number = link_as(name.c_str()); error_number != 0) {
      return error_from_errno(error_number, "write", target);
    }
    temp = std::move(name);
    return {};
  }

  Status check_unchanged(const FileIdentity& expected) const {
    const auto now = stat_path(target, Links::keep);
    if (now.ok() && now->identity == expected) return {};
    return make_error(Category::io, Reason::changed_during_run,
                      "the file changed during the run and is left as it is now", target);
  }

  Status rename_over() {
    if (::renameat(place.directory(), temp.c_str(), place.directory(), place.name()) != 0) {
      return error_from_errno(errno, "replace", target);
    }
    temp.clear();
    return {};
  }

  Status rename_to_new() {
    if (::renameat2(place.directory(), temp.c_str(), place.directory(), place.name(), RENAME_NOREPLACE) == 0) {
      temp.clear();
      return {};
    }
    if (errno != EINVAL && errno != ENOSYS) return error_from_errno(errno, "write", target);
    // The file system cannot: a hard link fails when the name is taken, which is what is asked for.
    if (::linkat(place.directory(), temp.c_str(), place.directory(), place.name(), 0) != 0) {
      return error_from_errno(errno, "write", target);
    }
    return {};  // the temporary name goes with the state
  }
};

AtomicFile::AtomicFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
AtomicFile::AtomicFile(AtomicFile&&) noexcept = default;
AtomicFile& AtomicFile::operator=(AtomicFile&&) noexcept = default;
AtomicFile::~AtomicFile() = default;

Result<AtomicFile> AtomicFile::stage(const std::string& target, ByteView bytes, const Attributes& attributes) {
  auto state = std::make_unique<State>();
  state->target = target;
  TRY_ASSIGN(state->place, Place::of(target));
  const auto existing = stat_path(target, Links::keep);
  if (existing.ok() && S_ISDIR(existing->mode)) return error_from_errno(EISDIR, "write", target);
  TRY(state->open());
  TRY(write_all(state->fd.get(), bytes, target));
  TRY(attributes.copy_from != nullptr ? copy_attributes(attributes.copy_from->get(), state->fd.get(), target)
                                      : apply_default_mode(state->fd.get(), target));
  // Best effort: the sync that follows finds most of it written.
  (void)::sync_file_range(state->fd.get(), 0, 0, SYNC_FILE_RANGE_WRITE);
  return AtomicFile(std::move(state));
}

Status AtomicFile::make_durable() {
  if (::fdatasync(state_->fd.get()) != 0) return error_from_errno(errno, "write", state_->target);
  return {};
}

Status AtomicFile::commit(const std::optional<FileIdentity>& expected, Existing existing) {
  // Where there is nothing yet, one step does it.
  if (!expected && state_->temp.empty() && state_->link_as(state_->place.name()) == 0) return {};
  TRY(state_->name_it());
  if (expected) TRY(state_->check_unchanged(*expected));
  return existing == Existing::replace ? state_->rename_over() : state_->rename_to_new();
}

Status sync_directory(const std::string& directory) {
  TRY_ASSIGN(const Place place, Place::of(directory));
  const Fd fd(::openat(place.directory(), place.name(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd || ::fsync(fd.get()) != 0) return error_from_errno(errno, "sync", directory);
  return {};
}

std::size_t sweep_debris(const std::string& directory) {
  const auto place = Place::of(directory);
  if (!place.ok()) return 0;
  Fd fd(::openat(place->directory(), place->name(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  DIR* stream = fd ? ::fdopendir(fd.get()) : nullptr;
  if (stream == nullptr) return 0;
  (void)fd.release();  // the stream closes it
  std::size_t removed = 0;
  while (const dirent* entry = ::readdir(stream)) {
    if (!is_dead_temp_name(entry->d_name)) continue;
    struct stat st {};
    const bool regular =
        ::fstatat(::dirfd(stream), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode);
    if (regular && ::unlinkat(::dirfd(stream), entry->d_name, 0) == 0) ++removed;
  }
  ::closedir(stream);
  return removed;
}

}  // namespace whittle::sys
