#pragma once
// Open directories: their names, and what lies below them, reached by descriptor and never by path.

#include <sys/types.h>

#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "sys/fd.h"
#include "sys/file.h"

namespace whittle::sys {

enum class EntryKind { file, directory, symlink, other };

struct Entry {
  std::string name;
  EntryKind kind = EntryKind::other;
};

/// Which directory it is, whatever its path.
struct DirectoryId {
  dev_t device = 0;
  ino_t inode = 0;
  friend auto operator<=>(const DirectoryId&, const DirectoryId&) = default;
};

/// What to do about a directory that is not there.
enum class Missing { fail, make };

/// An open directory. What is asked by name is asked of this very directory, also when it is moved, replaced by a
/// symbolic link, or more than PATH_MAX away. Holds one descriptor. Move-only. Errors (not-found, permission-denied,
/// io-error, ...) carry the name as it was given.
class Directory {
 public:
  /// `path` may be of any length. With Links::keep a symbolic link is an error.
  static Result<Directory> open(const std::string& path, Links links);
  /// The directory that was `id` when it was seen, through whatever links its path leads now. Errors:
  /// changed-during-run when another one is there. For reaching files, not for listing.
  static Result<Directory> open_again(const std::string& path, const DirectoryId& id);
  struct Deepest;
  /// The deepest directory on the way to `path` (any length) that exists, through whatever links lead there. For
  /// reaching files, not for listing.
  static Result<Deepest> open_deepest(const std::string& path);
  /// `name`: one component, or "..".
  Result<Directory> open_below(const std::string& name, Links links) const;
  /// The directory at `below` ("a/b"; "" is this one), one step after the other: never through a symbolic link, never
  /// up. Directories made have mode 0777 less the umask. For reaching files, not for listing.
  Result<Directory> open_beneath(std::string_view below, Missing missing) const;

  const DirectoryId& id() const { return id_; }
  /// Sorted bytewise, without "." and "..". To be called once: the descriptor's position is used up.
  Result<std::vector<Entry>> entries() const;
  /// What `name` leads to, symbolic links followed.
  Result<EntryKind> target(const std::string& name) const;
  /// The first `most` bytes, or all, of the regular file `name`, symbolic links followed.
  Result<Bytes> read_start(const std::string& name, std::size_t most) const;
  /// The absolute path of what `name` leads to, without symbolic links; `path` is the way to it from the working
  /// directory.
  Result<std::string> real_path(const std::string& name, const std::string& path) const;
  /// Makes changes of its names durable.
  Status sync() const;

  int fd() const { return fd_.get(); }  ///< for *at() calls

 private:
  Directory(Fd fd, DirectoryId id) : fd_(std::move(fd)), id_(id) {}
  /// `path` is for errors.
  static Result<Directory> open_at(int parent, const char* name, int flags, const std::string& path);

  Result<Fd> open_file(const std::string& name) const;

  Fd fd_;
  DirectoryId id_;
};

struct Directory::Deepest {
  Directory directory;
  std::string missing;  ///< from there to what was asked for, without ".." ("a/b"); "" when all of it exists
};

/// A file, or the place for one: its directory, kept open, and its name there. Nothing that happens to the path can
/// lead it elsewhere. `path` is for people.
struct Location {
  std::shared_ptr<const Directory> directory;
  std::string name;
  std::string path;
};

}  // namespace whittle::sys
