// TIFF: tags of the source that libvips does not write are added to each page's directory, and the resolution, which it
// rounds or invents, becomes what the source says. EXIF and GPS directories are laid out anew, those of other formats'
// EXIF, too; what else points elsewhere in the file (tiles, sub-images) makes `check_tiff_repackable` say no.

#include <algorithm>

#include "container/payload/iptc.h"
#include "container/tiff/carry.h"
#include "container/tiff/fields.h"
#include "container/tiff/tiff.h"

namespace whittle::container {
namespace {

enum Tag : std::uint16_t {
  kWidth = 256,
  kOrientation = 274,
  kXResolution = 282,
  kYResolution = 283,
  kResolutionUnit = 296,
  kPhotoshop = 34377,
};

bool is_resolution(std::uint16_t tag) {
  return tag == kXResolution || tag == kYResolution || tag == kResolutionUnit;
}

struct Rational {
  std::uint64_t above = 0, below = 0;
  bool operator==(const Rational& o) const { return above * o.below == o.above * below; }
};

std::optional<Rational> rational(const TiffFile& file, const TiffEntry& entry) {
  if (entry.type != 5 || entry.count != 1 || entry.size == 0) return std::nullopt;
  return Rational{file.block.u32(file.bytes, entry.data), file.block.u32(file.bytes, entry.data + 4)};
}

/// Whether both entries say the same number.
bool same_number(const TiffFile& a, const TiffEntry& of_a, const TiffFile& b, const TiffEntry& of_b) {
  if (const auto x = rational(a, of_a)) return x == rational(b, of_b);
  return of_a.size > 0 && of_a.size == of_b.size && a.block.value_or(of_a, 0, 0) == b.block.value_or(of_b, 0, 0);
}

/// What another format says of the size of a pixel.
void add_density(std::vector<TiffField>& fields, const Density& density, std::endian order) {
  constexpr std::uint16_t kShort = 3, kRational = 5;
  Bytes unit;
  append_number(unit, density.unit == Density::Unit::inch ? 2 : 1, 2, order);
  fields.push_back({kXResolution, kRational, 1, {}, density_rational(density.x, order), {}});
  fields.push_back({kYResolution, kRational, 1, {}, density_rational(density.y, order), {}});
  fields.push_back({kResolutionUnit, kShort, 1, {}, std::move(unit), {}});
}

/// What the source says of the resolution, which may be nothing; across for down where the pixels have been turned so.
void carry_resolution(std::vector<TiffField>& fields, const TiffFile& output, const TiffFile& source, std::size_t page,
                      const MetadataEdit& edit) {
  const TiffDirectory &before = source.pages[page], &after = output.pages[page];
  const bool turned = edit.orientation && source.block.value_or(before, kOrientation, 1) >= 5;
  const std::pair<Tag, Tag> from_to[] = {{kXResolution, turned ? kYResolution : kXResolution},
                                         {kYResolution, turned ? kXResolution : kYResolution},
                                         {kResolutionUnit, kResolutionUnit}};
  for (const auto& [origin, tag] : from_to) {
    const TiffEntry *const said = before.find(origin), *const written = after.find(tag);
    const bool kept = said != nullptr && written != nullptr && same_number(source, *said, output, *written);
    const bool inches = tag == kResolutionUnit && said == nullptr && before.find(kXResolution) != nullptr;
    if (kept || (inches && output.block.value_or(after, tag, 2) == 2)) continue;  // inches are the default
    std::erase_if(fields, [to = tag](const TiffField& f) { return f.tag == to; });
    if (said == nullptr || said->size == 0) continue;
    fields.push_back(field_of(source, *said, output.block.order()));
    fields.back().tag = tag;
  }
}

std::vector<TiffField> encoded_fields(const TiffFile& output, std::size_t page) {
  std::vector<TiffField> fields;
  for (const TiffEntry& e : output.pages[page].entries) {
    fields.push_back({e.tag, e.type, e.count, output.bytes.subspan(e.at + 8, 4), {}, {}});
  }
  return fields;
}

void replace(std::vector<TiffField>& fields, TiffField field) {
  std::erase_if(fields, [&](const TiffField& f) { return f.tag == field.tag; });
  fields.push_back(std::move(field));
}

std::vector<TiffField> merge(const TiffFile& output, const TiffFile& source, std::size_t page,
                             const MetadataEdit& edit) {
  std::vector<TiffField> fields = encoded_fields(output, page);
  std::erase_if(fields, [](const TiffField& f) { return is_invented(f.tag); });
  for (const TiffEntry& e : source.pages[page].entries) {
    if (auto field = carried_tiff_entry(source, e, edit, output.block.order())) replace(fields, *std::move(field));
  }
  carry_resolution(fields, output, source, page, edit);
  sort_fields(fields);
  return fields;
}

/// Of an EXIF block what TIFF has tags for: texts, whose the picture is, the directories of EXIF and GPS.
void add_exif(std::vector<TiffField>& fields, const TiffFile& exif, const MetadataEdit& edit, std::endian order) {
  for (const TiffEntry& e : exif.pages.front().entries) {
    if (!is_exif_text(e.tag) && !is_exif_pointer(e.tag)) continue;
    if (auto field = carried_tiff_entry(exif, e, edit, order)) replace(fields, *std::move(field));
  }
}

/// The fields of a page of `output` with what other formats say: the density on every page, the rest on the first.
std::vector<TiffField> merge_blobs(const TiffFile& output, const MetadataBlobs& blobs, std::size_t page,
                                   const MetadataEdit& edit) {
  const std::endian order = output.block.order();
  std::vector<TiffField> fields = encoded_fields(output, page);
  std::erase_if(fields, [](const TiffField& f) { return is_resolution(f.tag); });  // libvips invents one
  if (const auto density = edited_density(blobs.density, edit)) add_density(fields, *density, order);
  Window window(blobs.exif);
  const auto exif = page == 0 ? read_tiff(blobs.exif, window) : std::nullopt;
  if (exif && !exif->pages.empty()) add_exif(fields, *exif, edit, order);
  Bytes irb = page == 0 ? edited(blobs, edit).irb : Bytes{};
  if (!irb.empty()) fields.push_back(field_of_bytes(kPhotoshop, std::move(irb)));
  sort_fields(fields);
  return fields;
}

/// Writes the directory in place of `before` where it fits, else behind the file; returns its offset.
std::size_t write_directory(Bytes& out, const TiffDirectory& before, const std::vector<TiffField>& fields,
                            std::endian order) {
  if (fields.size() > before.entries.size()) return append_directory(out, fields, order);
  const Bytes directory = make_directory(out, fields, order);
  std::copy(directory.begin(), directory.end(), out.begin() + static_cast<std::ptrdiff_t>(before.at));
  return before.at;
}

/// `output` with other directories: the fields of `fields_of(page)`.
template <typename FieldsOf>
Bytes with_directories(Bytes out, const TiffFile& output, FieldsOf fields_of) {
  const std::endian order = output.block.order();
  std::uint64_t link = 4;  // where the offset of the next directory goes
  for (std::size_t i = 0; i < output.pages.size(); ++i) {
    const TiffDirectory& page = output.pages[i];
    const std::vector<TiffField> fields = fields_of(i);
    const bool changed = fields.size() < page.entries.size() ||
                         std::any_of(fields.begin(), fields.end(), [](const TiffField& f) { return f.made(); });
    const std::uint64_t offset = changed ? write_directory(out, page, fields, order) : page.at;
    store_number(out, link, offset, 4, order);
    link = changed ? offset + 2 + 12 * fields.size() : page.next_at;
  }
  store_number(out, link, 0, 4, order);
  return out;
}

}  // namespace

Result<Bytes> tiff_with_metadata(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit) {
  Bytes out(encoded.begin(), encoded.end());
  Window encoded_window(encoded), source_window(source.container);
  const auto output = read_tiff(encoded, encoded_window);
  if (!output || output->pages.empty() || output->block.is_big_tiff()) return unexpected_output("TIFF");
  if (source.container.empty()) {
    return with_directories(std::move(out), *output,
                            [&](std::size_t page) { return merge_blobs(*output, source.blobs, page, edit); });
  }
  const auto original = read_tiff(source.container, source_window);
  if (!original || original->block.is_big_tiff() || original->pages.size() != output->pages.size()) return out;
  return with_directories(std::move(out), *output,
                          [&](std::size_t page) { return merge(*output, *original, page, edit); });
}

Result<Bytes> tiff_with_width(Bytes encoded, std::uint32_t width) {
  Window window(encoded);
  const auto file = read_tiff(encoded, window);
  if (!file || file->block.is_big_tiff()) return unexpected_output("TIFF");
  for (const TiffDirectory& page : file->pages) {
    const TiffEntry* const entry = page.find(kWidth);
    if (entry == nullptr || entry->count != 1) return unexpected_output("TIFF");
    store_number(encoded, entry->data, width, static_cast<unsigned>(entry->size), file->block.order());
  }
  return encoded;
}

}  // namespace whittle::container
