#include "sys/atomic_file.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <utility>

#include "sys/copy_attributes.h"
#include "sys/debris.h"
#include "sys/temp_name.h"

namespace whittle::sys {
namespace {

constexpr int kAttempts = 100;  // to have a name for oneself; each that fails is somebody else's that succeeded

Status write_all(int fd, ByteView bytes, const std::string& path) {
  // Space first: a full disk or quota shows before anything is written. Where that cannot be asked, writing shows it.
  if (!bytes.empty()) {
    const int error_number = ::posix_fallocate(fd, 0, static_cast<off_t>(bytes.size()));
    if (error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG)
      return error_from_errno(error_number, "write", path);
  }
  return write_stream(fd, bytes, path);
}

timespec time_of(std::int64_t nanoseconds) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const std::int64_t rest = (nanoseconds % kSecond + kSecond) % kSecond;  // times before 1970 count down
  timespec time{};
  time.tv_sec = static_cast<time_t>((nanoseconds - rest) / kSecond);
  time.tv_nsec = static_cast<long>(rest);
  return time;
}

Status set_times(const Fd& fd, const std::optional<Times>& times, const std::string& path) {
  if (!times) return {};
  const timespec both[] = {time_of(times->access), time_of(times->modification)};
  if (::futimens(fd.get(), both) != 0) return error_from_errno(errno, "set the times", path);
  return {};
}

bool is_same_file(const Fd& fd, int directory, const char* name) {
  struct stat open {
  }, named{};
  return ::fstat(fd.get(), &open) == 0 && ::fstatat(directory, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
         open.st_ino == named.st_ino && open.st_dev == named.st_dev;
}

/// `wanted`, or with a number that is free. Numbers are doubled until one is free and the gap is halved: names that
/// were taken in turn have no holes, and there may be thousands.
Location free_name(const Location& wanted) {
  const auto numbered = [&](std::uint64_t number) {
    const std::string suffix = number == 0 ? "" : ".~" + std::to_string(number) + "~";
    return Location{wanted.directory, wanted.name + suffix, wanted.path + suffix};
  };
  const auto is_taken = [&](std::uint64_t number) {
    return stat_at(wanted.directory->fd(), numbered(number).name.c_str(), Links::keep, wanted.path).ok();
  };
  if (!is_taken(0)) return wanted;
  std::uint64_t taken = 0, free = 1;
  while (is_taken(free)) taken = std::exchange(free, 2 * free);
  while (free - taken > 1) {
    const std::uint64_t middle = taken + (free - taken) / 2;
    (is_taken(middle) ? taken : free) = middle;
  }
  return numbered(free);
}

}  // namespace

struct AtomicFile::State {
  Location target;
  mode_t mode = 0600;  ///< it is made with
  std::optional<Times> times;
  Fd fd;             ///< locked, so that no sweep takes it for debris
  std::string temp;  ///< name beside the target; empty while the file has no name (O_TMPFILE)

  int directory() const { return target.directory->fd(); }

  ~State() {
    if (!temp.empty()) ::unlinkat(directory(), temp.c_str(), 0);
  }

  Status open() {
    fd = Fd(::openat(directory(), ".", O_TMPFILE | O_RDWR | O_CLOEXEC, mode));
    if (!fd) return open_named();  // no unnamed files here, or an old kernel; what else is wrong is wrong there, too
    (void)try_lock(fd);            // without a name nobody else can have it
    return {};
  }

  /// A file with a name from the start, which a kill leaves behind for the next run to sweep. Between its creation and
  /// its lock a sweep may take it: then that one has the lock, or had it and the name is gone.
  Status open_named() {
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      std::string name = new_temp_name();
      Fd made(::openat(directory(), name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
      if (!made && errno == EEXIST) continue;
      if (!made) return error_from_errno(errno, "write", target.path);
      const Lock lock = try_lock(made);
      if (lock == Lock::held_by_another) continue;
      if (lock == Lock::held && !is_same_file(made, directory(), name.c_str())) continue;
      fd = std::move(made);
      temp = std::move(name);
      return {};
    }
    return error_from_errno(EEXIST, "write", target.path);
  }

  /// Gives the unnamed file a name that is free; 0 or errno.
  int link_as(const char* name) const {
    const std::string link = "/proc/self/fd/" + std::to_string(fd.get());
    return ::linkat(AT_FDCWD, link.c_str(), directory(), name, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
  }

  /// Gives the file a name beside the target; linkat cannot replace one, so this is a step before the rename.
  Status name_it() {
    if (!temp.empty()) return {};
    std::string name = new_temp_name();
    if (link_as(name.c_str()) != 0) return copy_to_named();
    temp = std::move(name);
    return {};
  }

  /// Where files without a name cannot get one: without /proc, or in a sandbox that denies linkat.
  Status copy_to_named() {
    const Fd unnamed = std::move(fd);
    TRY(open_named());
    std::array<std::byte, 64 * 1024> chunk;
    for (off_t at = 0;;) {
      const ssize_t got = ::pread(unnamed.get(), chunk.data(), chunk.size(), at);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return error_from_errno(errno, "write", target.path);
      if (got == 0) break;
      TRY(write_stream(fd.get(), ByteView(chunk).first(static_cast<std::size_t>(got)), target.path));
      at += got;
    }
    TRY(copy_attributes(unnamed.get(), fd.get(), target.path));
    TRY(set_times(fd, times, target.path));
    TRY(sync_data());
    return {};
  }

  Result<Durability> sync_data() const {
    // Not what a failing disk says, which must not be asked twice: it tells each error once.
    const auto is_denied = [] { return errno == EPERM || errno == ENOSYS || errno == EINVAL; };
    if (::fdatasync(fd.get()) == 0) return Durability::on_disk;
    if (is_denied() && ::fsync(fd.get()) == 0) return Durability::on_disk;
    if (is_denied()) return Durability::unknown;
    return error_from_errno(errno, "write", target.path);
  }

  Status check_unchanged(const FileIdentity& expected) const {
    const auto now = stat_at(directory(), target.name.c_str(), Links::keep, target.path);
    if (now.ok() && now->identity == expected) return {};
    return make_error(Category::io, Reason::changed_during_run,
                      "the file changed during the run and is left as it is now", target.path);
  }

  Status rename_over() {
    if (::renameat(directory(), temp.c_str(), directory(), target.name.c_str()) != 0) {
      return error_from_errno(errno, "replace", target.path);
    }
    temp.clear();
    return {};
  }

  Status rename_to_new() {
    if (::renameat2(directory(), temp.c_str(), directory(), target.name.c_str(), RENAME_NOREPLACE) == 0) {
      temp.clear();
      return {};
    }
    if (errno != EINVAL && errno != ENOSYS && errno != EPERM) return error_from_errno(errno, "write", target.path);
    // The file system or a sandbox cannot: a hard link fails when the name is taken, which is what is asked for.
    if (::linkat(directory(), temp.c_str(), directory(), target.name.c_str(), 0) == 0)
      return {};  // the temporary name goes with the state
    if (errno == EEXIST) return error_from_errno(errno, "write", target.path);
    return rename_over_placeholder();
  }

  /// Where neither can be had: the name is taken first, by an empty file that only we replace.
  Status rename_over_placeholder() {
    const Fd ours(
        ::openat(directory(), target.name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!ours) return error_from_errno(errno, "write", target.path);
    Status renamed = rename_over();
    if (!renamed.ok()) ::unlinkat(directory(), target.name.c_str(), 0);
    return renamed;
  }
};

AtomicFile::AtomicFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
AtomicFile::AtomicFile(AtomicFile&&) noexcept = default;
AtomicFile& AtomicFile::operator=(AtomicFile&&) noexcept = default;
AtomicFile::~AtomicFile() = default;

Result<AtomicFile> AtomicFile::stage(const Location& target, ByteView bytes, const Attributes& attributes) {
  auto state = std::make_unique<State>();
  state->target = target;
  state->times = attributes.times;
  const Fd* const source = attributes.copy_from;
  state->mode = source != nullptr ? mode_before_copy(source->get()) : default_mode();
  TRY(state->open());
  TRY(write_all(state->fd.get(), bytes, target.path));
  TRY(source != nullptr ? copy_attributes(source->get(), state->fd.get(), target.path)
                        : set_mode(state->fd.get(), state->mode, target.path));
  TRY(set_times(state->fd, state->times, target.path));
  // Best effort: the sync that follows finds most of it written.
  (void)::sync_file_range(state->fd.get(), 0, 0, SYNC_FILE_RANGE_WRITE);
  return AtomicFile(std::move(state));
}

Result<Durability> AtomicFile::make_durable() {
  return state_->sync_data();
}

Status AtomicFile::commit(const std::optional<FileIdentity>& expected, Existing existing) {
  if (existing == Existing::number) return commit_numbered();
  // Where there is nothing yet, one step does it.
  if (!expected && state_->temp.empty() && state_->link_as(state_->target.name.c_str()) == 0) return {};
  TRY(state_->name_it());
  if (expected) TRY(state_->check_unchanged(*expected));
  return existing == Existing::replace ? state_->rename_over() : state_->rename_to_new();
}

Status AtomicFile::commit_numbered() {
  const Location wanted = state_->target;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    state_->target = free_name(wanted);
    Status done = commit(std::nullopt, Existing::keep);
    if (done.ok() || done.error().reason != Reason::exists) return done;
  }
  return error_from_errno(EEXIST, "write", wanted.path);
}

Status remove_unchanged(const Location& file, const FileIdentity& expected) {
  const int directory = file.directory->fd();
  TRY_ASSIGN(const FileStat stat, stat_at(directory, file.name.c_str(), Links::follow, file.path));
  if (stat.identity != expected) {
    return make_error(Category::io, Reason::changed_during_run, "the file changed and is not removed", file.path);
  }
  if (::unlinkat(directory, file.name.c_str(), 0) != 0) return error_from_errno(errno, "remove", file.path);
  return {};
}

}  // namespace whittle::sys
