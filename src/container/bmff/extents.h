#pragma once
// Where the bytes of HEIF items are: the walk over an `iloc` box.

#include <algorithm>
#include <cstdint>

#include "container/boxes.h"
#include "container/metadata.h"

namespace whittle::container {

/// An extent of an item, and where the numbers stand that place it.
struct Extent {
  std::uint64_t item = 0, method = 0, base = 0, offset = 0, length = 0;
  std::uint64_t base_at = 0, offset_at = 0;
  unsigned base_size = 0, offset_size = 0;

  bool in_file() const { return method == 0; }
};

/// Calls `visit` with all extents of the `iloc` box, until it returns false. Errors: processing-failed for a layout
/// that no encoder writes; truncated.
template <typename Visit>
Status visit_extents(Window& file, const Box& iloc, Visit visit) {
  BoxCursor cursor(file, iloc);
  TRY_ASSIGN(const std::uint64_t version, cursor.number(1));
  cursor.skip(3);
  TRY_ASSIGN(const std::uint64_t sizes, cursor.number(2));
  Extent extent;
  extent.offset_size = sizes >> 12 & 15;
  extent.base_size = sizes >> 4 & 15;
  const unsigned length_size = sizes >> 8 & 15, index_size = version == 0 ? 0 : sizes & 15,
                 id_size = version < 2 ? 2 : 4;
  if (std::max({extent.offset_size, extent.base_size, length_size, index_size}) > 8) return unexpected_output("AVIF");
  TRY_ASSIGN(const std::uint64_t items, cursor.number(id_size));
  std::uint64_t budget = 1u << 22;
  for (std::uint64_t i = 0; i < items; ++i) {
    TRY_ASSIGN(extent.item, cursor.number(id_size));
    if (version > 0) {
      TRY_ASSIGN(extent.method, cursor.number(2));
      extent.method &= 15;
    }
    cursor.skip(2);
    extent.base_at = cursor.at();
    TRY_ASSIGN(extent.base, cursor.number(extent.base_size));
    TRY_ASSIGN(const std::uint64_t extents, cursor.number(2));
    for (std::uint64_t k = 0; k < extents; ++k) {
      if (budget-- == 0) return unexpected_output("AVIF");
      TRY(cursor.number(index_size));
      extent.offset_at = cursor.at();
      TRY_ASSIGN(extent.offset, cursor.number(extent.offset_size));
      TRY_ASSIGN(extent.length, cursor.number(length_size));
      if (!visit(extent)) return {};
    }
  }
  return {};
}

}  // namespace whittle::container
