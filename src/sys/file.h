#pragma once
// Reading files: regular files only, opened without following surprises, described once.

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "sys/fd.h"

namespace whittle::sys {

enum class Links { follow, keep };

/// What identifies one version of a file. Equal identities mean: nobody wrote to it in between, as far as the system
/// tells.
struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t mtime_ns = 0, ctime_ns = 0;
  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

struct FileStat {
  FileIdentity identity;
  mode_t mode = 0;
  std::uint64_t links = 1;
  uid_t owner = 0;
  gid_t group = 0;
  std::int64_t atime_ns = 0;
};

struct OpenFile {
  Fd fd;
  FileStat stat;
};

/// Opens a regular file for reading: O_NONBLOCK while it is not known to be one (a FIFO must not hang us), symlinks
/// followed. Works for paths longer than PATH_MAX. Errors carry the path: not-found, permission-denied,
/// not-regular-file, io-error.
Result<OpenFile> open_regular(const std::string& path);

/// The same for `name` in an open directory, or AT_FDCWD. With Links::keep a symbolic link is not-regular-file.
Result<OpenFile> open_regular_at(int directory, const char* name, Links links, const std::string& path);

/// The Error for what is not a regular file, by its mode.
Error not_regular(mode_t mode, const std::string& path);

/// lstat/stat that works for paths longer than PATH_MAX.
Result<FileStat> stat_path(const std::string& path, Links links);
Result<FileStat> stat_at(int directory, const char* name, Links links, const std::string& path);

/// All bytes of an open file, read with pread until end of file; `size` is the expectation. Errors: io-error,
/// out-of-memory, changed-during-run when the file is shorter or longer than `size`.
Result<Bytes> read_all(const Fd& fd, std::uint64_t size, const std::string& path);
/// Asked now and then by what may wait for long.
using Stopped = std::function<bool()>;
/// All bytes of a stream (stdin) up to `limit`. Errors: too-large, io-error, interrupted.
Result<Bytes> read_stream(int fd, std::uint64_t limit, const std::string& name, const Stopped& stopped);
/// All bytes of a file that need not be regular: a FIFO is waited for. Errors as open_regular and read_stream.
Result<Bytes> read_file_or_fifo(const std::string& path, std::uint64_t limit, const Stopped& stopped);
/// Writes all bytes to a stream (stdout).
Status write_stream(int fd, ByteView bytes, const std::string& name);

/// Whether errno values like EINTR, EAGAIN, EMFILE, ENFILE, ESTALE may go away by themselves. `io_error` of network
/// file systems counts.
bool is_transient(int error_number);
/// The Error for a failed system call: reason and category by errno (ENOENT, EACCES, ENOSPC, EDQUOT, EROFS, EFBIG,
/// ...); category limit for EMFILE and ENFILE, else io; message "cannot OPERATION: strerror".
Error error_from_errno(int error_number, std::string_view operation, const std::string& path);

/// A ByteSource over an open file; reads windows with pread.
std::unique_ptr<ByteSource> file_source(const Fd& fd, std::uint64_t size, std::string path);

/// The path with all symbolic links resolved; for paths longer than PATH_MAX too.
Result<std::string> real_path(const std::string& path);
/// Of an open file. `path` is one way to it.
Result<std::string> path_of(const Fd& fd, const std::string& path);

}  // namespace whittle::sys
