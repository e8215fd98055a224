#include "container/bmff/properties.h"

#include "container/bmff/extents.h"
#include "container/bmff/items.h"
#include "container/defect.h"

namespace whittle::container {
namespace {

void grow(Bytes& file, const Box& box, std::size_t by) {
  store_number(file, static_cast<std::size_t>(box.offset), box.end - box.offset + by, 4, std::endian::big);
}

/// The entry of an item in an `ipma` box.
struct Entry {
  std::uint64_t count_at = 0, count = 0, end = 0;
  unsigned index_size = 1;
};

Result<Entry> find_entry(Window& file, const Box& ipma, std::uint32_t item) {
  BoxCursor cursor(file, ipma);
  TRY_ASSIGN(const std::uint64_t version_and_flags, cursor.number(4));
  Entry entry{.index_size = (version_and_flags & 1) != 0 ? 2U : 1U};
  TRY_ASSIGN(const std::uint64_t entries, cursor.number(4));
  for (std::uint64_t i = 0; i < entries; ++i) {
    TRY_ASSIGN(const std::uint64_t id, cursor.number(version_and_flags >> 24 == 0 ? 2 : 4));
    entry.count_at = cursor.at();
    TRY_ASSIGN(entry.count, cursor.number(1));
    cursor.skip(entry.count * entry.index_size);
    entry.end = cursor.at();
    if (id == item) return entry;
  }
  return unexpected_output("AVIF");
}

/// Everything that places bytes behind the meta box, `by` further on.
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

}  // namespace

Result<Bytes> with_property(Bytes avif, ByteView property) {
  Window file(avif);
  Boxes top(file, 0, avif.size());
  TRY_ASSIGN(const Box meta, top.find(fourcc("meta")));
  TRY_ASSIGN(const HeifMeta heif, HeifMeta::open(file, meta));
  Boxes in_iprp(file, heif.item_properties());
  TRY_ASSIGN(const Box ipco, in_iprp.find(fourcc("ipco")));
  TRY_ASSIGN(const Box ipma, in_iprp.find(fourcc("ipma")));
  if (!ipco || !ipma) return unexpected_output("AVIF");
  for (const Box& box : {meta, heif.item_properties(), ipco, ipma}) {
    if (be32(avif, static_cast<std::size_t>(box.offset)) != box.end - box.offset) return unexpected_output("AVIF");
  }
  std::size_t index = 1;
  for (Boxes boxes(file, ipco);; ++index) {
    TRY_ASSIGN(const std::optional<Box> box, boxes.next());
    if (!box) break;
  }
  TRY_ASSIGN(const Entry entry, find_entry(file, ipma, heif.primary()));
  if (index > (entry.index_size == 1 ? 0x7FU : 0x7FFFU) || entry.count == 0xFF) return unexpected_output("AVIF");

  Bytes out = avif;
  TRY(move_items(out, file, heif, meta.end, property.size() + entry.index_size));
  grow(out, meta, property.size() + entry.index_size);
  grow(out, heif.item_properties(), property.size() + entry.index_size);
  grow(out, ipco, property.size());
  grow(out, ipma, entry.index_size);
  store_number(out, static_cast<std::size_t>(entry.count_at), entry.count + 1, 1, std::endian::big);
  Bytes association;
  append_number(association, index, entry.index_size, std::endian::big);
  const auto insert = [&](std::uint64_t at, ByteView bytes) {
    out.insert(out.begin() + static_cast<std::ptrdiff_t>(at), bytes.begin(), bytes.end());
  };
  insert(entry.end, association);  // from behind, so that places before it hold
  insert(ipco.end, property);
  return out;
}

}  // namespace whittle::container
