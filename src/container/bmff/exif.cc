// AVIF: EXIF, an item of its own (ISO/IEC 23008-12, annex A) that refers to the picture it describes.

#include "container/bmff/bmff.h"
#include "container/bmff/edit.h"
#include "container/bmff/extents.h"
#include "container/defect.h"

namespace whittle::container {
namespace {

constexpr std::uint64_t kFullBox = 4;  ///< version and flags
constexpr std::uint32_t kExif = fourcc("Exif");

/// The tables of the meta box that an item takes an entry in.
struct Tables {
  Box meta, info, locations, references;
};

Result<Tables> find_tables(Window& file) {
  Tables tables;
  Boxes top(file, 0, file.size());
  TRY_ASSIGN(tables.meta, top.find(fourcc("meta")));
  if (!tables.meta) return unexpected_output("AVIF");
  for (Boxes boxes(file, tables.meta, kFullBox);;) {
    TRY_ASSIGN(const std::optional<Box> box, boxes.next());
    if (!box) break;
    if (box->type == fourcc("iinf")) tables.info = *box;
    if (box->type == fourcc("iloc")) tables.locations = *box;
    if (box->type == fourcc("iref")) tables.references = *box;
  }
  if (!tables.info || !tables.locations) return unexpected_output("AVIF");
  return tables;
}

Result<std::uint64_t> version_of(Window& file, const Box& box) {
  return BoxCursor(file, box).number(1);
}

struct Items {
  std::uint64_t exif = 0;  ///< 0: none
  std::uint64_t last = 0;  ///< the largest of the ids
};

Result<Items> read_items(Window& file, const Box& info) {
  Items items;
  TRY_ASSIGN(const std::uint64_t info_version, version_of(file, info));
  Boxes boxes(file, info, kFullBox + (info_version == 0 ? 2 : 4));
  for (;;) {
    TRY_ASSIGN(const Box entry, boxes.find(fourcc("infe")));
    if (!entry) return items;
    BoxCursor cursor(file, entry);
    TRY_ASSIGN(const std::uint64_t version, cursor.number(1));
    cursor.skip(3);
    TRY_ASSIGN(const std::uint64_t id, cursor.number(version <= 2 ? 2 : 4));
    items.last = std::max(items.last, id);
    if (version < 2) continue;
    cursor.skip(2);
    TRY_ASSIGN(const std::uint64_t type, cursor.number(4));
    if (type == kExif && items.exif == 0) items.exif = id;
  }
}

Result<Bytes> bytes_of(ByteView avif, Window& file, const HeifMeta& heif, std::uint64_t item) {
  Bytes bytes;
  TRY(visit_extents(file, heif.item_locations(), [&](const Extent& extent) {
    constexpr std::uint64_t kInItemData = 1;
    if (extent.item != item || extent.method > kInItemData) return true;
    const std::uint64_t start = extent.in_file() ? 0 : heif.item_data().body;
    const std::uint64_t end = extent.in_file() ? avif.size() : heif.item_data().end;
    const std::uint64_t place = extent.base + extent.offset;
    if (place > end - start) return true;
    const std::uint64_t rest = end - start - place;
    const std::uint64_t length = extent.length == 0 ? rest : std::min(extent.length, rest);
    append(bytes, avif.subspan(static_cast<std::size_t>(start + place), static_cast<std::size_t>(length)));
    return true;
  }));
  return bytes;
}

Result<Bytes> read_exif(ByteView avif) {
  Window file(avif);
  TRY_ASSIGN(const Tables tables, find_tables(file));
  TRY_ASSIGN(const Items items, read_items(file, tables.info));
  if (items.exif == 0) return Bytes{};
  TRY_ASSIGN(const HeifMeta heif, HeifMeta::open(file, tables.meta));
  TRY_ASSIGN(const Bytes item, bytes_of(avif, file, heif, items.exif));
  if (item.size() < 4) return Bytes{};
  const std::size_t header = 4 + std::size_t{be32(item, 0)};  // of the TIFF structure, past "Exif\0\0" if that is there
  const ByteView block = exif_body(ByteView(item).subspan(header < item.size() ? header : 4));
  return Bytes(block.begin(), block.end());
}

Bytes make_entry(std::uint64_t id) {
  constexpr std::uint32_t kVersion2 = 2U << 24;
  Bytes box;
  append_be32(box, 21);
  append(box, as_bytes("infe"));
  append_be32(box, kVersion2);
  append_be16(box, id);
  append_be16(box, 0);  // not protected
  append_be32(box, kExif);
  append_u8(box, 0);  // no name
  return box;
}

/// "cdsc": describes. In a table of its own where there is none yet.
Bytes make_reference(std::uint64_t from, std::uint64_t to, unsigned id_size, bool table) {
  Bytes box;
  if (table) {
    append_be32(box, 12 + 10 + 2 * id_size);
    append(box, as_bytes("iref"));
    append_be32(box, 0);
  }
  append_be32(box, 10 + 2 * id_size);
  append(box, as_bytes("cdsc"));
  append_number(box, from, id_size, std::endian::big);
  append_be16(box, 1);
  append_number(box, to, id_size, std::endian::big);
  return box;
}

/// How an `iloc` box says where things are.
struct LocationLayout {
  std::uint64_t version = 0, count = 0, count_at = 0;
  unsigned offset_size = 0, length_size = 0, base_size = 0, index_size = 0, id_size = 2, count_size = 2;

  std::size_t entry_size() const {
    return id_size + (version > 0 ? 2U : 0U) + 2 + base_size + 2 + index_size + offset_size + length_size;
  }
};

Result<LocationLayout> read_layout(Window& file, const Box& locations) {
  LocationLayout layout;
  BoxCursor cursor(file, locations);
  TRY_ASSIGN(layout.version, cursor.number(1));
  cursor.skip(3);
  TRY_ASSIGN(const std::uint64_t sizes, cursor.number(2));
  layout.offset_size = sizes >> 12 & 15;
  layout.length_size = sizes >> 8 & 15;
  layout.base_size = sizes >> 4 & 15;
  layout.index_size = layout.version > 0 ? sizes & 15 : 0;
  layout.id_size = layout.count_size = layout.version < 2 ? 2 : 4;
  layout.count_at = cursor.at();
  TRY_ASSIGN(layout.count, cursor.number(layout.count_size));
  if (layout.offset_size < 4 || layout.length_size < 4) return unexpected_output("AVIF");
  return layout;
}

Bytes make_location(const LocationLayout& layout, std::uint64_t id, std::uint64_t at, std::uint64_t length) {
  Bytes entry;
  append_number(entry, id, layout.id_size, std::endian::big);
  if (layout.version > 0) append_be16(entry, 0);  // in the file
  append_be16(entry, 0);                          // this one
  append_number(entry, 0, layout.base_size, std::endian::big);
  append_be16(entry, 1);
  append_number(entry, 0, layout.index_size, std::endian::big);
  append_number(entry, at, layout.offset_size, std::endian::big);
  append_number(entry, length, layout.length_size, std::endian::big);
  return entry;
}

}  // namespace

Bytes avif_exif(ByteView avif) {
  Result<Bytes> block = read_exif(avif);
  return block.ok() ? std::move(block).value() : Bytes{};
}

Result<Bytes> avif_with_exif(Bytes avif, ByteView block) {
  Window file(avif);
  TRY_ASSIGN(const Tables tables, find_tables(file));
  TRY_ASSIGN(const HeifMeta heif, HeifMeta::open(file, tables.meta));
  TRY_ASSIGN(const Items items, read_items(file, tables.info));
  TRY_ASSIGN(const LocationLayout layout, read_layout(file, tables.locations));
  TRY_ASSIGN(const std::uint64_t info_version, version_of(file, tables.info));
  const bool has_references = static_cast<bool>(tables.references);
  std::uint64_t reference_version = 0;
  if (has_references) {
    TRY_ASSIGN(reference_version, version_of(file, tables.references));
  }
  for (const Box& box : {tables.meta, tables.info, tables.locations, tables.references}) {
    if (box && !has_plain_size(avif, box)) return unexpected_output("AVIF");
  }
  const std::uint64_t id = items.last + 1;
  if (std::max<std::uint64_t>({id, heif.primary(), layout.count + 1}) > 0xFFFF) return unexpected_output("AVIF");

  const Bytes entry = make_entry(id);
  const Bytes reference = make_reference(id, heif.primary(), reference_version == 0 ? 2 : 4, !has_references);
  const std::size_t more = entry.size() + reference.size() + layout.entry_size();
  constexpr std::size_t kBoxHead = 8, kItemHead = 4;
  const std::uint64_t at = avif.size() + more + kBoxHead;
  Bytes out = avif;
  TRY(move_items(out, file, heif, tables.meta.end, more));
  grow_box(out, tables.meta, more);
  grow_box(out, tables.info, entry.size());
  grow_box(out, tables.locations, layout.entry_size());
  if (has_references) grow_box(out, tables.references, reference.size());
  store_number(out, static_cast<std::size_t>(layout.count_at), layout.count + 1, layout.count_size, std::endian::big);
  const auto info_count_at = static_cast<std::size_t>(tables.info.body + kFullBox);
  if (info_version == 0) {
    store_number(out, info_count_at, be16(avif, info_count_at) + 1U, 2, std::endian::big);
  } else {
    store_number(out, info_count_at, be32(avif, info_count_at) + 1U, 4, std::endian::big);
  }
  insert_all(out, {{tables.info.end, entry},
                   {has_references ? tables.references.end : tables.meta.end, reference},
                   {tables.locations.end, make_location(layout, id, at, kItemHead + block.size())}});
  append_be32(out, kBoxHead + kItemHead + block.size());
  append(out, as_bytes("mdat"));
  append_be32(out, 0);  // the TIFF structure begins at once
  append(out, block);
  return out;
}

}  // namespace whittle::container
