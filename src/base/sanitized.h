#pragma once
// Whether the build has AddressSanitizer or ThreadSanitizer, which reserve terabytes of addresses, write reports to
// stderr and make system calls that no list of ours foresees.

namespace whittle {

#ifdef WHITTLE_SANITIZED
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace whittle
