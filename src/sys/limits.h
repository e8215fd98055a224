#pragma once
// What this process may use: the minimum over affinity, cgroup v1 and v2 (walked upwards: a parent's limit binds too)
// and the machine. What reads files takes the root of the file system, so that tests can feed it a fake /proc and /sys.

#include <cstddef>
#include <cstdint>
#include <string>

namespace whittle::sys {

/// Usable cores: min(affinity, ceil(CPU quota)), at least 1.
int usable_cores(const std::string& root = "/");

struct Memory {
  std::uint64_t total = 0;      ///< bytes: machine, or the tightest cgroup limit
  std::uint64_t available = 0;  ///< bytes that can be taken without swapping: MemAvailable, or what the cgroup leaves
};
Memory memory(const std::string& root = "/");

/// Lets this process open as many files as it may ask for: the soft limit becomes the hard one, within reason.
void raise_descriptor_limit();
/// How many more descriptors this process can have.
std::size_t free_descriptors();
/// How many it may have in all.
std::size_t most_descriptors();

/// Peak resident memory of this process in bytes.
std::uint64_t peak_resident();

}  // namespace whittle::sys
