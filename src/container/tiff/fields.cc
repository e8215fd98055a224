#include "container/tiff/fields.h"

#include <algorithm>

#include "container/payload/maker_note.h"
#include "container/tiff/pages.h"

namespace whittle::container {
namespace {

constexpr std::uint16_t kUndefined = 7, kLong = 4, kSlong = 9, kIfd = 13, kIfd8 = 18;
constexpr std::uint16_t kGlobalParameters = 400, kExifIfd = 34665, kGpsIfd = 34853, kMakerNote = 37500,
                        kInterop = 40965, kOffsetSchema = 59933;

void pad(Bytes& out) {
  if (out.size() % 2 != 0) append_u8(out, 0);
}

/// Numbers of 8 bytes, which a classic TIFF does not have.
bool is_wide(std::uint16_t type) {
  return type >= 16 && type <= kIfd8;
}

bool lies_outside(const TiffEntry& entry) {
  return entry.count > 0 && entry.size == 0;
}

NotePlaces places_in(const TiffField& field, std::endian order) {
  return places_in_maker_note(*field.values, field.stood_at, order);
}

/// Room to say how far a maker note has been moved that is not understood.
void add_offset_schema(TiffSubdirectory& out, std::endian order) {
  const auto find = [&](std::uint16_t tag) {
    return std::find_if(out.fields.begin(), out.fields.end(), [&](const TiffField& f) { return f.tag == tag; });
  };
  const auto note = find(kMakerNote);
  if (note == out.fields.end() || places_in(*note, order) != NotePlaces::unknown) return;
  out.complete = false;
  if (find(kOffsetSchema) == out.fields.end()) out.fields.push_back({kOffsetSchema, kSlong, 1, {}, Bytes(4), {}});
}

TiffSubdirectory read_nested(const TiffFile& file, const TiffEntry& pointer, std::endian order, int depth) {
  TiffSubdirectory out;
  auto directory = file.block.read(file.block.value_or(pointer, 0, 0));
  if (!directory.ok()) return {{}, false};
  drop_repeated(directory->entries);
  for (const TiffEntry& entry : directory->entries) {
    if (entry.tag == kInterop && depth > 0) {
      TiffSubdirectory inner = read_nested(file, entry, order, depth - 1);
      out.complete = out.complete && inner.complete;
      if (!inner.fields.empty()) out.fields.push_back({entry.tag, kLong, 1, {}, {}, std::move(inner.fields)});
    } else if (leads_elsewhere(entry) || is_wide(entry.type) || lies_outside(entry)) {
      out.complete = false;
    } else if (entry.size > 0) {
      out.fields.push_back(field_of(file, entry, order));
      out.fields.back().stood_at = entry.data;
    }
  }
  add_offset_schema(out, order);
  sort_fields(out.fields);
  return out;
}

std::uint32_t u32(const Bytes& value, std::endian order) {
  return order == std::endian::little ? le32(value, 0) : be32(value, 0);
}

}  // namespace

void drop_repeated(std::vector<TiffEntry>& entries) {
  std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.tag < b.tag; });
  const auto same = [](const TiffEntry& a, const TiffEntry& b) { return a.tag == b.tag; };
  entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
}

std::optional<TiffFile> read_tiff(ByteView bytes, Window& window) {
  const auto block = TiffBlock::open(window);
  if (!block.ok()) return std::nullopt;
  std::vector<TiffDirectory> pages;
  for (TiffChain chain(*block); chain.at() != 0;) {
    auto page = block->read(chain.at());
    if (!page.ok() || pages.size() == kMaxTiffPages) return std::nullopt;
    chain.go_on(page->next);
    drop_repeated(page->entries);
    pages.push_back(std::move(*page));
  }
  return TiffFile{bytes, *block, std::move(pages)};
}

TiffField field_of(const TiffFile& file, const TiffEntry& entry, std::endian order) {
  const ByteView from = file.raw(entry);
  TiffField field{entry.tag, entry.type, entry.count, {}, Bytes(from.begin(), from.end()), {}};
  if (order == file.block.order()) return field;
  // Rationals are pairs of LONGs; doubles are swapped whole.
  const std::size_t unit = entry.type == 5 || entry.type == 10 ? 4 : tiff_type_size(entry.type);
  Bytes& values = *field.values;
  for (std::size_t at = 0; unit > 1 && at + unit <= values.size(); at += unit) {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(at);
    std::reverse(begin, begin + static_cast<std::ptrdiff_t>(unit));
  }
  return field;
}

TiffField field_of_bytes(std::uint16_t tag, Bytes bytes) {
  const std::uint64_t count = bytes.size();
  return {tag, kUndefined, count, {}, std::move(bytes), {}};
}

void sort_fields(std::vector<TiffField>& fields) {
  std::stable_sort(fields.begin(), fields.end(), [](const auto& a, const auto& b) { return a.tag < b.tag; });
}

bool leads_elsewhere(const TiffEntry& entry) {
  const bool unknown = tiff_type_size(entry.type) == 0 && entry.count > 0;
  const bool pointer = entry.type == kIfd || entry.type == kIfd8 || entry.tag == kGlobalParameters ||
                       is_exif_pointer(entry.tag) || entry.tag == kInterop;
  return unknown || pointer;
}

Bytes iptc_records(ByteView values) {
  constexpr unsigned kMarker = 0x1C;  // begins each record
  Bytes records(values.begin(), values.end());
  const bool turned = records.size() >= 4 && u8(values, 0) != kMarker && u8(values, 3) == kMarker;
  for (std::size_t at = 0; turned && at + 4 <= records.size(); at += 4) {
    const auto begin = records.begin() + static_cast<std::ptrdiff_t>(at);
    std::reverse(begin, begin + 4);
  }
  return records;
}

Bytes make_directory(Bytes& out, const std::vector<TiffField>& fields, std::endian order) {
  Bytes directory;
  append_number(directory, fields.size(), 2, order);
  std::uint32_t moved = 0;  // the maker note, and so its offsets; modulo 2^32
  for (const TiffField& field : fields) {
    append_number(directory, field.tag, 2, order);
    append_number(directory, field.type, 2, order);
    append_number(directory, field.count, 4, order);
    if (!field.directory.empty()) {
      append_number(directory, append_directory(out, field.directory, order), 4, order);
    } else if (!field.values) {
      append(directory, field.inside);
    } else if (field.values->size() > 4) {
      pad(out);
      append_number(directory, out.size(), 4, order);
      const bool note = field.tag == kMakerNote;
      const auto mended = note ? moved_maker_note(*field.values, field.stood_at, out.size()) : std::nullopt;
      if (note && !mended && places_in(field, order) == NotePlaces::unknown) {
        moved = static_cast<std::uint32_t>(out.size() - field.stood_at);
      }
      append(out, mended ? *mended : *field.values);
    } else if (field.tag == kOffsetSchema && field.values->size() == 4) {
      append_number(directory, u32(*field.values, order) + moved, 4, order);
    } else {
      append(directory, *field.values);
      directory.resize(directory.size() + 4 - field.values->size());
    }
  }
  append_number(directory, 0, 4, order);
  return directory;
}

std::size_t append_directory(Bytes& out, const std::vector<TiffField>& fields, std::endian order) {
  const Bytes directory = make_directory(out, fields, order);
  pad(out);
  append(out, directory);
  return out.size() - directory.size();
}

bool is_exif_pointer(std::uint16_t tag) {
  return tag == kExifIfd || tag == kGpsIfd;
}

bool strips_directory(const MetadataEdit& edit, std::uint16_t pointer) {
  return edit.strips(Metadata::exif) || (pointer == kGpsIfd && edit.strips(Metadata::gps));
}

TiffSubdirectory read_subdirectory(const TiffFile& file, const TiffEntry& pointer, std::endian order) {
  return read_nested(file, pointer, order, 1);
}

}  // namespace whittle::container
