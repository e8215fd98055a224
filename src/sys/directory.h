#pragma once
// Open directories: their names, and what lies below them, reached by descriptor and never by path.

#include <sys/types.h>

#include <compare>
#include <cstdint>
#include <string>
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

/// An open directory. What is asked by name is asked of this very directory, also when it is moved, replaced by a
/// symbolic link, or more than PATH_MAX away. Holds one descriptor. Move-only. Errors (not-found, permission-denied,
/// io-error, ...) carry the name as it was given.
class Directory {
 public:
  /// `path` may be of any length. With Links::keep a symbolic link is an error.
  static Result<Directory> open(const std::string& path, Links links);
  /// `name`: one component, or "..".
  Result<Directory> open_below(const std::string& name, Links links) const;

  const DirectoryId& id() const { return id_; }
  /// Sorted bytewise, without "." and "..". To be called once: the descriptor's position is used up.
  Result<std::vector<Entry>> entries() const;
  /// What `name` leads to, symbolic links followed.
  Result<EntryKind> target(const std::string& name) const;
  /// All bytes of the regular file `name`, symbolic links followed. Larger than `limit` is too-large.
  Result<Bytes> read_file(const std::string& name, std::uint64_t limit) const;

 private:
  Directory(Fd fd, DirectoryId id) : fd_(std::move(fd)), id_(id) {}
  /// `path` is for errors.
  static Result<Directory> open_at(int parent, const char* name, Links links, const std::string& path);

  Fd fd_;
  DirectoryId id_;
};

}  // namespace whittle::sys
