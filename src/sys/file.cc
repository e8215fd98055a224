#include "sys/file.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <new>
#include <stdexcept>

#include "sys/place.h"

namespace whittle::sys {
namespace {

std::int64_t nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

FileStat from_system(const struct stat& st) {
  FileStat stat;
  stat.identity = {st.st_dev, st.st_ino, static_cast<std::uint64_t>(st.st_size), nanoseconds(st.st_mtim),
                   nanoseconds(st.st_ctim)};
  stat.mode = st.st_mode;
  stat.links = st.st_nlink;
  stat.owner = st.st_uid;
  stat.group = st.st_gid;
  stat.atime_ns = nanoseconds(st.st_atim);
  return stat;
}

/// Reads windows with pread; a small window first, because most headers are short.
class FileSource final : public ByteSource {
 public:
  FileSource(int fd, std::uint64_t size, std::string path) : fd_(fd), size_(size), path_(std::move(path)) {}

  std::uint64_t size() const override { return size_; }

  Result<ByteView> read(std::uint64_t offset, std::size_t count) override {
    if (offset >= size_) return ByteView{};
    count = static_cast<std::size_t>(std::min<std::uint64_t>(count, size_ - offset));
    if (offset < start_ || offset + count > start_ + length_) TRY(fill(offset, std::max(count, kWindow)));
    const std::size_t skip = static_cast<std::size_t>(offset - start_);
    return ByteView(buffer_).subspan(skip, std::min(count, length_ - skip));
  }

 private:
  static constexpr std::size_t kWindow = 4096;

  Status fill(std::uint64_t offset, std::size_t count) {
    buffer_.resize(std::max(buffer_.size(), count));
    start_ = offset;
    length_ = 0;
    while (length_ < count) {
      const ssize_t got = ::pread(fd_, buffer_.data() + length_, count - length_, static_cast<off_t>(offset + length_));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return error_from_errno(errno, "read", path_);
      if (got == 0) break;
      length_ += static_cast<std::size_t>(got);
    }
    return {};
  }

  const int fd_;
  const std::uint64_t size_;
  const std::string path_;
  Bytes buffer_;
  std::uint64_t start_ = 0;
  std::size_t length_ = 0;
};

/// False: `stopped`.
bool wait_for_input(int fd, const Stopped& stopped) {
  constexpr int kPollMilliseconds = 100;
  pollfd waiting{fd, POLLIN, 0};
  while (!stopped()) {
    const int ready = ::poll(&waiting, 1, kPollMilliseconds);
    if (ready > 0 || (ready < 0 && errno != EINTR)) return true;
  }
  return false;
}

Status allocate(Bytes& bytes, std::uint64_t size, const std::string& path) {
  try {
    bytes.resize(size);
  } catch (const std::bad_alloc&) {
    return make_error(Category::limit, Reason::out_of_memory, "not enough memory to read the file", path);
  } catch (const std::length_error&) {
    return make_error(Category::limit, Reason::out_of_memory, "not enough memory to read the file", path);
  }
  return {};
}

}  // namespace

Error not_regular(mode_t mode, const std::string& path) {
  const char* what = S_ISDIR(mode)    ? "is a directory"
                     : S_ISLNK(mode)  ? "is a symbolic link"
                     : S_ISFIFO(mode) ? "is a FIFO, not a regular file"
                     : S_ISSOCK(mode) ? "is a socket, not a regular file"
                                      : "is a device, not a regular file";
  return make_error(Category::validation, Reason::not_regular_file, what, path);
}

Result<OpenFile> open_regular(const std::string& path) {
  TRY_ASSIGN(const Place place, Place::of(path));
  return open_regular_at(place.directory(), place.name(), Links::follow, path);
}

Result<OpenFile> open_regular_at(int directory, const char* name, Links links, const std::string& path) {
  const int no_follow = links == Links::keep ? O_NOFOLLOW : 0;
  OpenFile file;
  file.fd = Fd(::openat(directory, name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | no_follow));
  struct stat st {};
  if (!file.fd) {
    const int error_number = errno;
    // A socket cannot be opened; say what it is.
    if (::fstatat(directory, name, &st, no_follow != 0 ? AT_SYMLINK_NOFOLLOW : 0) == 0 && !S_ISREG(st.st_mode))
      return not_regular(st.st_mode, path);
    return error_from_errno(error_number, "open", path);
  }
  if (::fstat(file.fd.get(), &st) != 0) return error_from_errno(errno, "open", path);
  if (!S_ISREG(st.st_mode)) return not_regular(st.st_mode, path);
  file.stat = from_system(st);
  return file;
}

Result<FileStat> stat_path(const std::string& path, Links links) {
  TRY_ASSIGN(const Place place, Place::of(path));
  return stat_at(place.directory(), place.name(), links, path);
}

Result<FileStat> stat_at(int directory, const char* name, Links links, const std::string& path) {
  struct stat st {};
  if (::fstatat(directory, name, &st, links == Links::keep ? AT_SYMLINK_NOFOLLOW : 0) != 0) {
    return error_from_errno(errno, "look at it", path);
  }
  return from_system(st);
}

Result<Bytes> read_all(const Fd& fd, std::uint64_t size, const std::string& path) {
  Bytes bytes;
  TRY(allocate(bytes, size + 1, path));  // one more, to notice growth
  std::size_t length = 0;
  while (length < bytes.size()) {
    const ssize_t got = ::pread(fd.get(), bytes.data() + length, bytes.size() - length, static_cast<off_t>(length));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return error_from_errno(errno, "read", path);
    if (got == 0) break;
    length += static_cast<std::size_t>(got);
  }
  if (length != size) {
    return make_error(Category::io, Reason::changed_during_run, "the file changed while it was read", path);
  }
  bytes.resize(length);
  return bytes;
}

Result<Bytes> read_stream(int fd, std::uint64_t limit, const std::string& name, const Stopped& stopped) {
  Bytes bytes;
  std::array<std::byte, 64 * 1024> chunk;
  for (;;) {
    if (!wait_for_input(fd, stopped))
      return make_error(Category::batch, Reason::interrupted, "interrupted while it was read", name);
    const ssize_t got = ::read(fd, chunk.data(), chunk.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0) return error_from_errno(errno, "read", name);
    if (got == 0) return bytes;
    if (bytes.size() + static_cast<std::size_t>(got) > limit) {
      return make_error(Category::limit, Reason::too_large, "more than " + std::to_string(limit) + " bytes", name);
    }
    bytes.insert(bytes.end(), chunk.begin(), chunk.begin() + got);
  }
}

Result<Bytes> read_file_or_fifo(const std::string& path, std::uint64_t limit, const Stopped& stopped) {
  TRY_ASSIGN(const Place place, Place::of(path));
  // Opening a FIFO would wait for its writer, deaf to everything; reading does that as well.
  const Fd fd(::openat(place.directory(), place.name(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!fd) return error_from_errno(errno, "open", path);
  return read_stream(fd.get(), limit, path, stopped);
}

Status write_stream(int fd, ByteView bytes, const std::string& name) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return error_from_errno(errno, "write", name);
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
  return {};
}

std::unique_ptr<ByteSource> file_source(const Fd& fd, std::uint64_t size, std::string path) {
  return std::make_unique<FileSource>(fd.get(), size, std::move(path));
}

Result<std::string> real_path(const std::string& path) {
  TRY_ASSIGN(const Place place, Place::of(path));
  Fd fd(::openat(place.directory(), place.name(), O_PATH | O_CLOEXEC));
  if (!fd) return error_from_errno(errno, "resolve", path);
  auto resolved = path_of(fd, path);
  if (resolved.ok() || resolved.error().reason != Reason::too_large) return resolved;
  // Too long to be named whole: resolve the directory in front of it, and the last part by hand.
  struct stat st {};
  if (::fstatat(place.directory(), place.name(), &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(st.st_mode)) {
    return error_from_errno(ENAMETOOLONG, "resolve the symbolic link", path);
  }
  return path;
}

Result<std::string> path_of(const Fd& fd, const std::string& path) {
  // The kernel knows the name of an open file; realpath(3) stops at PATH_MAX, and so does this link.
  std::string resolved(PATH_MAX, '\0');
  const std::string link = "/proc/self/fd/" + std::to_string(fd.get());
  const ssize_t length = ::readlink(link.c_str(), resolved.data(), resolved.size());
  if (length > 0 && static_cast<std::size_t>(length) < resolved.size()) {
    resolved.resize(static_cast<std::size_t>(length));
    return resolved;
  }
  if (length < 0 && errno == ENOENT) {  // no /proc
    if (::realpath(path.c_str(), resolved.data()) == nullptr) return error_from_errno(errno, "resolve", path);
    resolved.resize(std::strlen(resolved.c_str()));
    return resolved;
  }
  if (length < 0 && errno != ENAMETOOLONG) return error_from_errno(errno, "resolve", path);
  return make_error(Category::io, Reason::too_large, "the path is too long", path);
}

}  // namespace whittle::sys
