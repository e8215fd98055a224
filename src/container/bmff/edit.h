#pragma once
// Steps of putting something into the meta box of an AVIF that an encoder has just written.

#include <vector>

#include "base/bytes.h"
#include "container/bmff/items.h"

namespace whittle::container {

/// Bytes to be put in at a place of the old file.
struct Insertion {
  std::uint64_t at;
  Bytes bytes;
};

/// Whether the size of `box` stands in its first four bytes, as `grow_box` needs it.
bool has_plain_size(ByteView file, const Box& box);
/// The size that `box` says it has, `by` more.
void grow_box(Bytes& file, const Box& box, std::size_t by);
/// What places bytes of items behind the end of the meta box says a place `by` further on. `old` is a window over what
/// `file` was before. Errors: processing-failed where a place cannot be said.
Status move_items(Bytes& file, Window& old, const HeifMeta& heif, std::uint64_t meta_end, std::size_t by);
void insert_all(Bytes& file, std::vector<Insertion> insertions);

}  // namespace whittle::container
