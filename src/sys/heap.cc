#include "sys/heap.h"

#include <malloc.h>

#include <cstdint>
#include <cstdlib>

namespace whittle::sys {

void keep_heap_for_children() {
#ifdef __GLIBC__
  constexpr std::size_t kHugePage = 2 << 20, kChunk = 64;
  malloc_trim(0);                            // what was used until now would be copied page by page
  mallopt(M_TOP_PAD, 2 * kHugePage);         // the heap grows by so much more than is asked for
  mallopt(M_MMAP_THRESHOLD, 8 * kHugePage);  // the chunk below is to come from it
  mallopt(M_TRIM_THRESHOLD, 8 * kHugePage);  // what was given back would be faulted in again
  // The free rest of the heap begins where something large lands. What fills it up to just before a huge page stays
  // allocated, and untouched.
  static void* volatile chunk;  // volatile, or compilers leave out what nobody reads
  chunk = std::malloc(2 * kHugePage);
  const std::size_t beyond = reinterpret_cast<std::uintptr_t>(chunk) % kHugePage;
  std::free(chunk);
  if (kHugePage - beyond > 2 * kChunk) chunk = std::malloc(kHugePage - beyond - kChunk);
  mallopt(M_MMAP_THRESHOLD, kHugePage);  // a block of its own has huge pages too, from that size on
#endif
}

}  // namespace whittle::sys
