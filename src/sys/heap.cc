#include "sys/heap.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

#include "base/sanitized.h"

namespace whittle::sys {
namespace {

#ifdef __GLIBC__

constexpr std::size_t kHugePage = 2 << 20;
constexpr std::size_t kLargestPiece = 64 << 10;

/// Whether the chunk lies at the end of the heap, as those of glibc do: another malloc may stand in its place.
bool is_at_break(const void* chunk, std::size_t size) {
  constexpr std::size_t kMostBehind = 16 * kHugePage;
  const auto end = reinterpret_cast<std::uintptr_t>(::sbrk(0)), at = reinterpret_cast<std::uintptr_t>(chunk);
  return at < end && end - at >= size && end - at < kMostBehind;
}

/// Takes what is free below `end`, and leaves it untouched: who asks for memory later gets it from beyond.
void take_free_chunks(const void* end) {
  constexpr int kMost = 10'000;
  const auto take_all_of = [&](std::size_t size) {
    void* volatile chunk = std::malloc(size);
    for (int taken = 0; taken < kMost && chunk != nullptr && chunk < end; ++taken) chunk = std::malloc(size);
    std::free(chunk);
  };
  constexpr std::size_t kSmall = 1032, kSmallest = 24, kStep = 16;  // of small ones there is a list for each size
  for (std::size_t size = kLargestPiece; size > kSmall; size /= 2) take_all_of(size);
  for (std::size_t size = kSmall; size >= kSmallest; size -= kStep) take_all_of(size);
}

#endif

/// What calls before have touched: a child would copy it page by page, and needs but zeroes.
void drop_unused_stack() {
  constexpr std::uintptr_t kDeepest = 1 << 20;
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const std::uintptr_t end = (reinterpret_cast<std::uintptr_t>(&page) / page - 1) * page;  // of what nobody uses now
  (void)::madvise(reinterpret_cast<void*>(end - kDeepest), kDeepest, MADV_DONTNEED);
}

}  // namespace

void keep_memory_for_children() {
  if (kSanitized) return;  // sanitizers keep memory in their own ways
  drop_unused_stack();
#ifdef __GLIBC__
  constexpr std::size_t kOwn = 4 << 10;
  malloc_trim(0);                            // what was used until now would be copied page by page
  mallopt(M_TOP_PAD, 4 * kHugePage);         // the heap grows by so much more than is asked for
  mallopt(M_MMAP_THRESHOLD, 8 * kHugePage);  // the chunks below are to come from it
  mallopt(M_TRIM_THRESHOLD, 8 * kHugePage);  // what was given back would be faulted in again
  void* volatile own = std::malloc(kOwn);
  static void* volatile chunk;  // volatile, or compilers leave out what nobody reads
  chunk = std::malloc(2 * kHugePage);
  const bool is_known = is_at_break(chunk, 2 * kHugePage);
  const void* const end = chunk;  // of all that was ever used
  std::free(chunk);
  if (is_known) {
    take_free_chunks(end);
    // The free rest of the heap begins where something large lands. What fills it up to just before a huge page stays
    // allocated, and untouched.
    chunk = std::malloc(2 * kHugePage);
    std::size_t room = kHugePage - reinterpret_cast<std::uintptr_t>(chunk) % kHugePage;
    if (room < 2 * kLargestPiece) room += kHugePage;  // the above has touched what comes first
    (void)::madvise(static_cast<char*>(chunk) + room, 2 * kHugePage, MADV_HUGEPAGE);
    std::free(chunk);
    constexpr std::size_t kHeaders = 64;
    chunk = std::malloc(room - kHeaders);
  }
  std::free(own);                        // for what this process allocates
  mallopt(M_MMAP_THRESHOLD, kHugePage);  // a block of its own has huge pages too, from that size on
#endif
}

}  // namespace whittle::sys
