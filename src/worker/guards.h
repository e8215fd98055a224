#pragma once
// The parts of the sandbox, as a worker reports them and people read them.

#include <cstdint>
#include <string>

namespace whittle::worker {

/// Bits of Ready::guards.
enum Guard : std::uint32_t {
  kDiesWithParent = 1,   ///< SIGKILL when the process that started it ends
  kNoNewPrivileges = 2,  ///< set-user-ID programs have no effect
  kFewDescriptors = 4,   ///< none but its socket and its output
  kLimits = 8,           ///< no core files; bounded memory, output and descriptors
  kNoFiles = 16,         ///< Landlock: no file can be opened
  kFewSystemCalls = 32,  ///< seccomp: a list of those allowed
};
inline constexpr std::uint32_t kAllGuards = 63;

/// "no new privileges, Landlock, seccomp", and what is missing.
std::string describe_guards(std::uint32_t guards);

}  // namespace whittle::worker
