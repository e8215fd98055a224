#include "container/bmff/edit.h"

#include <algorithm>

#include "container/bmff/extents.h"

namespace whittle::container {

bool has_plain_size(ByteView file, const Box& box) {
  return be32(file, static_cast<std::size_t>(box.offset)) == box.end - box.offset;
}

void grow_box(Bytes& file, const Box& box, std::size_t by) {
  store_number(file, static_cast<std::size_t>(box.offset), box.end - box.offset + by, 4, std::endian::big);
}

Status move_items(Bytes& file, Window& old, const HeifMeta& heif, std::uint64_t meta_end, std::size_t by) {
  bool moved = true;
  std::uint64_t last_base = 0;  // where it stands: a base is that of all extents of its item
  TRY(visit_extents(old, heif.item_locations(), [&](const Extent& extent) {
    if (!extent.in_file() || extent.base + extent.offset < meta_end) return true;
    if (extent.base_size > 0 && extent.base >= meta_end) {
      if (extent.base_at == last_base) return true;
      last_base = extent.base_at;
      store_number(file, static_cast<std::size_t>(extent.base_at), extent.base + by, extent.base_size,
                   std::endian::big);
    } else if (extent.offset_size > 0) {
      store_number(file, static_cast<std::size_t>(extent.offset_at), extent.offset + by, extent.offset_size,
                   std::endian::big);
    } else {
      moved = false;
    }
    return moved;
  }));
  return moved ? Status{} : unexpected_output("AVIF");
}

void insert_all(Bytes& file, std::vector<Insertion> insertions) {
  // From behind, so that places before it hold.
  std::stable_sort(insertions.begin(), insertions.end(), [](const auto& a, const auto& b) { return a.at > b.at; });
  for (const Insertion& i : insertions) {
    file.insert(file.begin() + static_cast<std::ptrdiff_t>(i.at), i.bytes.begin(), i.bytes.end());
  }
}

}  // namespace whittle::container
