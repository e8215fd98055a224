#include "sys/private_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <exception>
#include <utility>

#include "base/path.h"
#include "sys/debris.h"
#include "sys/temp_name.h"

namespace whittle::sys {
namespace {

/// Group and others.
constexpr mode_t kOthersCanWrite = S_IWGRP | S_IWOTH;

Status check_own(const struct stat& st, const std::string& path) {
  if (st.st_uid != ::geteuid())
    return make_error(Category::io, Reason::permission_denied, "belongs to somebody else", path);
  if ((st.st_mode & kOthersCanWrite) != 0)
    return make_error(Category::io, Reason::permission_denied, "can be written by others", path);
  return {};
}

Status check_own_directory(const Directory& directory, const std::string& path) {
  struct stat st {};
  if (::fstat(directory.fd(), &st) != 0) return error_from_errno(errno, "look at it", path);
  return check_own(st, path);
}

Result<Fd> open_own_file(const Directory& directory, const std::string& name, int flags) {
  Fd fd(::openat(directory.fd(), name.c_str(), flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600));
  if (!fd) return error_from_errno(errno, "open", name);
  struct stat st {};
  if (::fstat(fd.get(), &st) != 0) return error_from_errno(errno, "open", name);
  if (!S_ISREG(st.st_mode)) return not_regular(st.st_mode, name);
  TRY(check_own(st, name));
  return fd;
}

Result<std::uint64_t> size_of(const Fd& fd) {
  struct stat st {};
  if (::fstat(fd.get(), &st) != 0) return error_from_errno(errno, "look at it", {});
  return static_cast<std::uint64_t>(st.st_size);
}

/// As many of `size` bytes from `offset` as there are.
Result<Bytes> read_from(const Fd& fd, std::uint64_t offset, std::uint64_t size) {
  Bytes bytes;
  try {
    bytes.resize(size);
  } catch (const std::exception&) {  // no memory, or a size that no memory has
    return make_error(Category::limit, Reason::out_of_memory, "not enough memory", {});
  }
  std::size_t length = 0;
  while (length < bytes.size()) {
    const ssize_t got =
        ::pread(fd.get(), bytes.data() + length, bytes.size() - length, static_cast<off_t>(offset + length));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return error_from_errno(errno, "read", {});
    if (got == 0) break;
    length += static_cast<std::size_t>(got);
  }
  bytes.resize(length);
  return bytes;
}

/// A process that was stopped must not hold up all that follow.
bool lock_for_a_while(const Fd& fd) {
  constexpr int kTries = 50;
  constexpr timespec kPause{0, 2'000'000};
  for (int i = 0; i < kTries; ++i) {
    if (try_lock(fd) != Lock::held_by_another) return true;
    ::nanosleep(&kPause, nullptr);
  }
  return false;
}

/// Until destruction; flock stays with the open file, so it is given back by hand.
class FileLock {
 public:
  explicit FileLock(const Fd& fd) : fd_(fd), held_(lock_for_a_while(fd)) {}
  ~FileLock() {
    if (held_) unlock(fd_);
  }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  bool is_held() const { return held_; }

 private:
  const Fd& fd_;
  const bool held_;
};

std::string first_line(const char* path) {
  const Fd fd(::open(path, O_RDONLY | O_CLOEXEC));
  if (!fd) return {};
  const Result<Bytes> bytes = read_from(fd, 0, 64);
  if (!bytes.ok()) return {};
  const std::string_view text = as_text(*bytes);
  return std::string(text.substr(0, text.find('\n')));
}

}  // namespace

Result<Directory> open_private_directory(const std::string& path, Missing missing) {
  auto opened = Directory::open(path, Links::follow);
  if (!opened.ok() && opened.error().reason == Reason::not_found && missing == Missing::make) {
    TRY_ASSIGN(const Directory::Deepest deepest, Directory::open_deepest(path));
    const std::string above(directory_of(deepest.missing));
    TRY_ASSIGN(const Directory parent, deepest.directory.open_beneath(above, Missing::make));
    return open_private_below(parent, std::string(file_name(deepest.missing)), Missing::make);
  }
  if (!opened.ok()) return opened;
  TRY(check_own_directory(*opened, path));
  return opened;
}

Result<Directory> open_private_below(const Directory& parent, const std::string& name, Missing missing) {
  if (missing == Missing::make && ::mkdirat(parent.fd(), name.c_str(), 0700) != 0 && errno != EEXIST)
    return error_from_errno(errno, "make the directory", name);
  TRY_ASSIGN(Directory directory, parent.open_below(name, Links::keep));
  TRY(check_own_directory(directory, name));
  return directory;
}

Result<Bytes> read_private(const Directory& directory, const std::string& name, std::uint64_t most, Touch touch) {
  TRY_ASSIGN(const Fd fd, open_own_file(directory, name, O_RDONLY));
  TRY_ASSIGN(const std::uint64_t size, size_of(fd));
  if (size > most) return make_error(Category::limit, Reason::too_large, "is too large", name);
  if (touch == Touch::yes) (void)::futimens(fd.get(), nullptr);
  return read_from(fd, 0, size);
}

Status write_private(const Directory& directory, const std::string& name, ByteView bytes) {
  const std::string temp = new_temp_name();
  const Fd fd(::openat(directory.fd(), temp.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd) return error_from_errno(errno, "write", name);
  (void)try_lock(fd);  // no sweep takes it for debris
  Status status = write_stream(fd.get(), bytes, name);
  if (status.ok() && ::renameat(directory.fd(), temp.c_str(), directory.fd(), name.c_str()) != 0)
    status = error_from_errno(errno, "write", name);
  if (!status.ok()) ::unlinkat(directory.fd(), temp.c_str(), 0);
  return status;
}

Status remove_private(const Directory& directory, const std::string& name) {
  if (::unlinkat(directory.fd(), name.c_str(), 0) != 0 && errno != ENOENT)
    return error_from_errno(errno, "remove", name);
  return {};
}

Status remove_directory(const Directory& parent, const std::string& name) {
  if (::unlinkat(parent.fd(), name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT)
    return error_from_errno(errno, "remove", name);
  return {};
}

Result<RecordFile> RecordFile::open(const Directory& directory, const std::string& name, ByteView head,
                                    std::size_t record) {
  Result<Fd> fd = open_own_file(directory, name, O_RDWR | O_APPEND);
  const bool writable = fd.ok();
  if (!fd.ok() && fd.error().reason != Reason::not_found) fd = open_own_file(directory, name, O_RDONLY);
  if (fd.ok()) {
    TRY_ASSIGN(const Bytes there, read_from(*fd, 0, head.size()));
    if (std::equal(there.begin(), there.end(), head.begin(), head.end()))
      return RecordFile(std::move(*fd), head.size(), record, writable);
    if (!writable) return make_error(Category::corrupt, Reason::corrupt, "is damaged", name);
  } else if (fd.error().reason != Reason::not_found) {
    return std::move(fd).error();
  }
  TRY(write_private(directory, name, head));
  TRY_ASSIGN(Fd made, open_own_file(directory, name, O_RDWR | O_APPEND));
  return RecordFile(std::move(made), head.size(), record, true);
}

Result<Bytes> RecordFile::read(std::uint64_t most) const {
  TRY_ASSIGN(const std::uint64_t size, size_of(fd_));
  const std::uint64_t there = std::min(size > head_ ? size - head_ : 0, most);
  TRY_ASSIGN(Bytes bytes, read_from(fd_, head_, there / record_ * record_));
  bytes.resize(bytes.size() / record_ * record_);
  return bytes;
}

Status RecordFile::append(ByteView records) {
  if (!writable_) return make_error(Category::io, Reason::read_only, "cannot be written", {});
  const FileLock lock(fd_);
  if (!lock.is_held()) return make_error(Category::io, Reason::collision, "is held by another process", {});
  TRY_ASSIGN(const std::uint64_t size, size_of(fd_));
  if (size < head_) return make_error(Category::corrupt, Reason::corrupt, "was cut off", {});
  if (const std::uint64_t torn = (size - head_) % record_; torn != 0) {
    if (::ftruncate(fd_.get(), static_cast<off_t>(size - torn)) != 0) return error_from_errno(errno, "write", {});
  }
  return write_stream(fd_.get(), records, {});
}

std::int64_t now_ns() {
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

void wait_ns(std::int64_t time) {
  const timespec pause{static_cast<time_t>(time / 1'000'000'000), static_cast<long>(time % 1'000'000'000)};
  ::nanosleep(&pause, nullptr);
}

std::string machine_id() {
  const std::string id = first_line("/etc/machine-id");
  return id.empty() ? first_line("/proc/sys/kernel/random/boot_id") : id;
}

}  // namespace whittle::sys
