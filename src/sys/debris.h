#pragma once
// Temporary files that a killed run left behind, and how they are told from those of a living one.
//
// Whoever writes a file with a temporary name holds its lock, and whoever sweeps one does while it removes it. Locks
// end with their holder, are seen from other pid namespaces, and need no /proc.

#include <cstddef>
#include <utility>

#include "sys/directory.h"
#include "sys/fd.h"

namespace whittle::sys {

/// unknown_here: the file system has no locks, or a sandbox denies them.
enum class Lock { held, held_by_another, unknown_here };

/// Takes the lock of an open temporary file, until it is closed. Does not wait.
Lock try_lock(const Fd& fd);
/// Gives it back before that.
void unlock(const Fd& fd);

/// Held by who changes something in a directory that others change, too; until destruction.
class DirectoryLock {
 public:
  explicit DirectoryLock(Fd fd) : fd_(std::move(fd)) {}

 private:
  Fd fd_;
};
/// Waits some seconds for others, then goes on without: a stopped process must not hold up all that follow.
DirectoryLock lock_directory(const Directory& directory);

/// Removes temporary files from `directory`: names of our pattern, regular, whose lock nobody holds. Where locks are
/// unknown everything stays. Returns how many.
std::size_t sweep_debris(const Directory& directory);

}  // namespace whittle::sys
