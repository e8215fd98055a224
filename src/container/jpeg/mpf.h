#pragma once
// Multi-Picture Format (CIPA DC-007): an APP2 segment of the first picture lists the others, which stand behind its
// EOI, by offset.

#include <span>
#include <vector>

#include "base/bytes.h"

namespace whittle::container {

/// `file` is the old file with another first picture: its first `end` bytes, and then the bytes that stood behind
/// `old_end` in `old_file`. Makes the list of pictures true again; does nothing when there is none. Errors: gain-map
/// when the list does not describe the old file, so that nobody knows what a reader would make of it.
Status move_mpf_pictures(std::span<std::byte> file, std::size_t end, ByteView old_file, std::size_t old_end);

/// What stands behind `end` in `file` and belongs to no picture of its list; all of it when there is no list.
std::vector<ByteView> unlisted_parts(ByteView file, std::size_t end);

}  // namespace whittle::container
