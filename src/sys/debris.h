#pragma once
// Temporary files that a killed run left behind, and how they are told from those of a living one.
//
// Whoever writes a file with a temporary name holds its lock, and whoever sweeps one does while it removes it. Locks
// end with their holder, are seen from other pid namespaces, and need no /proc.

#include <cstddef>

#include "sys/directory.h"
#include "sys/fd.h"

namespace whittle::sys {

/// unknown_here: the file system has no locks, or a sandbox denies them.
enum class Lock { held, held_by_another, unknown_here };

/// Takes the lock of an open temporary file, until it is closed. Does not wait.
Lock try_lock(const Fd& fd);

/// Removes temporary files from `directory`: names of our pattern, regular, whose lock nobody holds. Where locks are
/// unknown everything stays. Returns how many.
std::size_t sweep_debris(const Directory& directory);

}  // namespace whittle::sys
