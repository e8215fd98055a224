#include "container/bmff/properties.h"

#include "container/bmff/edit.h"
#include "container/defect.h"
#include "container/metadata.h"

namespace whittle::container {
namespace {

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
    if (!has_plain_size(avif, box)) return unexpected_output("AVIF");
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
  grow_box(out, meta, property.size() + entry.index_size);
  grow_box(out, heif.item_properties(), property.size() + entry.index_size);
  grow_box(out, ipco, property.size());
  grow_box(out, ipma, entry.index_size);
  store_number(out, static_cast<std::size_t>(entry.count_at), entry.count + 1, 1, std::endian::big);
  Bytes association;
  append_number(association, index, entry.index_size, std::endian::big);
  insert_all(out, {{entry.end, std::move(association)}, {ipco.end, Bytes(property.begin(), property.end())}});
  return out;
}

}  // namespace whittle::container
