#pragma once
// The memory of a process that forks.

namespace whittle::sys {

/// To be called before forks whose children live for milliseconds. What they allocate then lies in huge pages of their
/// own, a page fault for 2 MiB, instead of in pages that they share with this process and have to copy one by one;
/// their stacks begin empty. For glibc with its tunable glibc.malloc.hugetlb=1; elsewhere with little effect.
void keep_memory_for_children();

}  // namespace whittle::sys
