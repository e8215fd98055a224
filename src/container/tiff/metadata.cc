// TIFF: tags of the source that libvips does not write are added to each page's directory, and the resolution, which it
// rounds or invents, becomes what the source says. Plain values are copied, and the directories of EXIF and
// GPS; what else points elsewhere in the file (tiles, sub-images) makes `check_tiff_repackable` say no.

#include <algorithm>

#include "container/payload/ifd_write.h"
#include "container/payload/iptc.h"
#include "container/payload/xmp.h"
#include "container/tiff/pages.h"
#include "container/tiff/tiff.h"

namespace whittle::container {
namespace {

enum Tag : std::uint16_t {
  kWidth = 256,
  kPhotometric = 262,
  kSamples = 277,
  kXResolution = 282,
  kYResolution = 283,
  kResolutionUnit = 296,
  kTileWidth = 322,
  kSubIfds = 330,
  kExtraSamples = 338,
  kSampleFormat = 339,
  kXmp = 700,
  kIptc = 33723,
  kPhotoshop = 34377,
  kExifIfd = 34665,
  kProfile = 34675,
  kGpsIfd = 34853,
  kCredentials = 52545,
  kArtist = 315,
  kCopyright = 33432,
};

// Tags that describe how the pixels are laid out and coded: the encoder writes its own.
bool describes_coding(std::uint16_t tag) {
  constexpr std::uint16_t kTags[] = {255, 259, 263, 264, 265, 266, 273, 274,   278,   279,  280, 281,
                                     282, 283, 284, 288, 289, 290, 291, 292,   293,   296,  317, 320,
                                     323, 324, 325, 340, 341, 347, 512, 513,   514,   515,  517, 518,
                                     519, 520, 521, 529, 530, 531, 532, 34016, 37724, 65535};
  return (tag >= 254 && tag <= 258) || tag == kPhotometric || tag == kSamples || tag == kTileWidth || tag == kSubIfds ||
         tag == kExtraSamples || tag == kSampleFormat || std::binary_search(std::begin(kTags), std::end(kTags), tag);
}

// Edited elsewhere: by libvips from blobs of the engine, IPTC here.
bool carried_otherwise(std::uint16_t tag) {
  return tag == kXmp || tag == kProfile || tag == kIptc || tag == kPhotoshop;
}

// Texts that EXIF knows too: document, description, maker, software, date, host.
bool is_text_tag(std::uint16_t tag) {
  return tag == 269 || tag == 270 || tag == 271 || tag == 272 || tag == 285 || tag == 305 || tag == 306 || tag == 316;
}

bool is_resolution(std::uint16_t tag) {
  return tag == kXResolution || tag == kYResolution || tag == kResolutionUnit;
}

bool wanted(const TiffEntry& entry, const MetadataEdit& edit) {
  if (describes_coding(entry.tag) || carried_otherwise(entry.tag) || entry.size == 0) return false;
  if (entry.tag == kExifIfd || entry.tag == kGpsIfd || entry.tag == kCredentials) return false;
  if (entry.tag == kArtist || entry.tag == kCopyright) return !edit.strips(Metadata::copyright);
  if (is_text_tag(entry.tag)) return !edit.strips(Metadata::exif);
  if (entry.tag < 32768) return true;  // TIFF 6 baseline and extensions: page names, positions, transfer functions
  const bool geographic = entry.tag == 33550 || entry.tag == 33922 || entry.tag == 34264 ||
                          (entry.tag >= 34735 && entry.tag <= 34737) || entry.tag == 42112 || entry.tag == 42113;
  return geographic ? !edit.strips(Metadata::gps) : !edit.strips(Metadata::comment);
}

// A classic TIFF in memory.
struct Tiff {
  ByteView bytes;
  TiffBlock block;
  std::vector<TiffDirectory> pages;
};

std::optional<std::vector<TiffDirectory>> read_pages(const TiffBlock& block) {
  std::vector<TiffDirectory> pages;
  for (std::uint64_t offset = block.first_ifd(); offset != 0;) {
    auto page = block.read(offset);
    if (!page.ok() || pages.size() == kMaxTiffPages) return std::nullopt;
    offset = page->next;
    pages.push_back(std::move(*page));
  }
  return pages;
}

// `window` is one over `bytes`, and must outlive the result.
std::optional<Tiff> read_tiff(ByteView bytes, Window& window) {
  const auto block = TiffBlock::open(window);
  if (!block.ok() || block->is_big_tiff()) return std::nullopt;
  auto pages = read_pages(*block);
  if (!pages) return std::nullopt;
  return Tiff{bytes, *block, std::move(*pages)};
}

struct Field {
  std::uint16_t tag = 0, type = 0;
  std::uint64_t count = 0;
  ByteView raw;                 // of an encoder's entry: the 4 bytes as they are
  std::optional<Bytes> values;  // of a carried entry
};

struct Rational {
  std::uint64_t above = 0, below = 0;
  bool operator==(const Rational& o) const { return above * o.below == o.above * below; }
};

std::optional<Rational> rational(const Tiff& file, const TiffEntry& entry) {
  if (entry.type != 5 || entry.count != 1 || entry.size == 0) return std::nullopt;
  return Rational{file.block.u32(file.bytes, entry.data), file.block.u32(file.bytes, entry.data + 4)};
}

/// Whether both entries say the same number.
bool same_number(const Tiff& a, const TiffEntry& of_a, const Tiff& b, const TiffEntry& of_b) {
  if (const auto x = rational(a, of_a)) return x == rational(b, of_b);
  return of_a.size > 0 && of_a.size == of_b.size && a.block.value_or(of_a, 0, 0) == b.block.value_or(of_b, 0, 0);
}

void add_density(std::vector<Field>& fields, const Density& density, std::endian order) {
  constexpr std::uint16_t kShort = 3, kRational = 5;
  Bytes unit;
  append_number(unit, density.unit == Density::Unit::inch ? 2 : 1, 2, order);
  fields.push_back({kXResolution, kRational, 1, {}, density_rational(density.x, order)});
  fields.push_back({kYResolution, kRational, 1, {}, density_rational(density.y, order)});
  fields.push_back({kResolutionUnit, kShort, 1, {}, unit});
}

/// What the source says of the resolution, which may be nothing.
void carry_resolution(std::vector<Field>& fields, const Tiff& output, const Tiff& source, std::size_t page) {
  const TiffDirectory &before = source.pages[page], &after = output.pages[page];
  for (const std::uint16_t tag : {kXResolution, kYResolution, kResolutionUnit}) {
    const TiffEntry *const said = before.find(tag), *const written = after.find(tag);
    const bool kept = said != nullptr && written != nullptr && same_number(source, *said, output, *written);
    const bool inches = tag == kResolutionUnit && said == nullptr && before.find(kXResolution) != nullptr;
    if (kept || (inches && output.block.value_or(after, tag, 2) == 2)) continue;  // inches are the default
    std::erase_if(fields, [&](const Field& f) { return f.tag == tag; });
    if (said == nullptr || said->size == 0) continue;
    fields.push_back(
        {tag, said->type, said->count, {}, tiff_values(source.block, source.bytes, *said, output.block.order())});
  }
}

std::vector<Field> encoded_fields(const Tiff& output, std::size_t page) {
  std::vector<Field> fields;
  for (const TiffEntry& e : output.pages[page].entries) {
    fields.push_back({e.tag, e.type, e.count, output.bytes.subspan(e.at + 8, 4), std::nullopt});
  }
  return fields;
}

/// IPTC records as `edit` leaves them: bare, or in Photoshop's image resources. They are bytes, whatever type the entry
/// has: many writers say LONG.
void carry_iptc(std::vector<Field>& fields, const Tiff& source, const TiffEntry& entry, const MetadataEdit& edit) {
  constexpr std::uint16_t kByte = 1;
  const ByteView records = source.bytes.subspan(entry.data, entry.size);
  if (!edit.strips(Metadata::iptc) && !edit.strips(Metadata::copyright)) {
    fields.push_back({entry.tag, entry.type, entry.count, {}, Bytes(records.begin(), records.end())});
    return;
  }
  Bytes rest = edited_irb(records, edit);
  if (!rest.empty()) fields.push_back({entry.tag, kByte, rest.size(), {}, std::move(rest)});
}

bool is_exif_directory(std::uint16_t tag) {
  return tag == kExifIfd || tag == kGpsIfd;
}

/// The directory of EXIF or GPS that `pointer` of `page` of `source` points to, appended to `out`.
void carry_directory(std::vector<Field>& fields, Bytes& out, const Tiff& output, const Tiff& source,
                     const TiffDirectory& page, std::uint16_t pointer) {
  constexpr std::uint16_t kLong = 4;
  const std::endian order = output.block.order();
  const std::uint64_t from = source.block.value_or(page, pointer, 0);
  const std::size_t at = from == 0 ? 0 : append_directory(out, order, source.block, source.bytes, from);
  if (at == 0) return;
  fields.push_back({pointer, kLong, 1, {}, Bytes{}});
  append_number(*fields.back().values, at, 4, order);
}

/// Of an EXIF block what TIFF has tags for: texts, copyright, and its directories.
void add_exif(std::vector<Field>& fields, Bytes& out, const Tiff& output, const Tiff& exif) {
  const TiffDirectory& first = exif.pages.front();
  for (const TiffEntry& e : first.entries) {
    if (!is_text_tag(e.tag) && e.tag != kArtist && e.tag != kCopyright) continue;
    if (e.size == 0) continue;
    std::erase_if(fields, [&](const Field& f) { return f.tag == e.tag; });
    fields.push_back({e.tag, e.type, e.count, {}, tiff_values(exif.block, exif.bytes, e, output.block.order())});
  }
  for (const std::uint16_t pointer : {kExifIfd, kGpsIfd}) carry_directory(fields, out, output, exif, first, pointer);
}

void sort_by_tag(std::vector<Field>& fields) {
  std::sort(fields.begin(), fields.end(), [](const Field& a, const Field& b) { return a.tag < b.tag; });
}

std::vector<Field> merge(Bytes& out, const Tiff& output, const Tiff& source, std::size_t page,
                         const MetadataEdit& edit) {
  std::vector<Field> fields = encoded_fields(output, page);
  if (!edit.strips(Metadata::exif)) {
    const TiffDirectory& directory = source.pages[page];
    carry_directory(fields, out, output, source, directory, kExifIfd);
    if (!edit.strips(Metadata::gps)) carry_directory(fields, out, output, source, directory, kGpsIfd);
  }
  for (const TiffEntry& e : source.pages[page].entries) {
    if ((e.tag == kIptc || e.tag == kPhotoshop) && e.size > 0) carry_iptc(fields, source, e, edit);
    if (!wanted(e, edit)) continue;
    std::erase_if(fields, [&](const Field& f) { return f.tag == e.tag; });
    fields.push_back({e.tag, e.type, e.count, {}, tiff_values(source.block, source.bytes, e, output.block.order())});
  }
  if (!edit.new_size) carry_resolution(fields, output, source, page);
  sort_by_tag(fields);
  return fields;
}

/// Writes the directory in place of `before` where it fits, else behind the file; returns its offset. The offset of the
/// next directory, its last 4 bytes, is left 0.
std::size_t write_directory(Bytes& out, const TiffDirectory& before, const std::vector<Field>& fields,
                            std::endian order) {
  Bytes directory;
  append_number(directory, fields.size(), 2, order);
  for (const Field& f : fields) {
    if (out.size() % 2 != 0) append_u8(out, 0);
    append_number(directory, f.tag, 2, order);
    append_number(directory, f.type, 2, order);
    append_number(directory, f.count, 4, order);
    if (!f.values) {
      append(directory, f.raw);
    } else if (f.values->size() > 4) {
      append_number(directory, out.size(), 4, order);
      append(out, *f.values);
    } else {
      append(directory, *f.values);
      directory.resize(directory.size() + 4 - f.values->size());
    }
  }
  append_number(directory, 0, 4, order);
  if (fields.size() <= before.entries.size()) {
    std::copy(directory.begin(), directory.end(), out.begin() + static_cast<std::ptrdiff_t>(before.at));
    return before.at;
  }
  if (out.size() % 2 != 0) append_u8(out, 0);
  append(out, directory);
  return out.size() - directory.size();
}

/// An EXIF block of what the first page says.
Bytes exif_of(const Tiff& tiff) {
  constexpr std::size_t kFirst = 4;  // where the offset of the first directory is
  const std::endian order = tiff.block.order();
  const auto wanted = [](std::uint16_t tag) {
    return is_text_tag(tag) || tag == kArtist || tag == kCopyright || is_exif_directory(tag);
  };
  const ByteView magic =
      as_bytes(order == std::endian::little ? std::string_view("II*\0", 4) : std::string_view("MM\0*", 4));
  Bytes out(magic.begin(), magic.end());
  append_number(out, 0, 4, order);
  const std::size_t at = append_directory(out, order, tiff.block, tiff.bytes, tiff.pages.front().at, wanted);
  store_number(out, kFirst, at, 4, order);
  return at == 0 ? Bytes{} : out;
}

/// `output` with other directories: the fields of `fields_of(out, page)`, which may append to `out`.
template <typename FieldsOf>
Bytes with_directories(Bytes out, const Tiff& output, FieldsOf fields_of) {
  const std::endian order = output.block.order();
  std::uint64_t link = 4;  // where the offset of the next directory goes
  for (std::size_t i = 0; i < output.pages.size(); ++i) {
    const TiffDirectory& page = output.pages[i];
    const std::vector<Field> fields = fields_of(out, i);
    const bool changed = fields.size() < page.entries.size() ||
                         std::any_of(fields.begin(), fields.end(), [](const Field& f) { return f.values.has_value(); });
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
  if (!output || output->pages.empty()) return unexpected_output("TIFF");
  if (source.container.empty()) {
    const MetadataBlobs blobs = edited(source.blobs, edit);
    Window exif_window(blobs.exif);
    const auto exif = read_tiff(blobs.exif, exif_window);
    return with_directories(std::move(out), *output, [&](Bytes& whole, std::size_t page) {
      std::vector<Field> fields = encoded_fields(*output, page);
      std::erase_if(fields, [](const Field& f) { return is_resolution(f.tag); });
      if (blobs.density) add_density(fields, *blobs.density, output->block.order());
      if (page == 0 && exif && !exif->pages.empty()) add_exif(fields, whole, *output, *exif);
      sort_by_tag(fields);
      return fields;
    });
  }
  const auto original = read_tiff(source.container, source_window);
  if (!original || original->pages.size() != output->pages.size()) return out;
  return with_directories(std::move(out), *output,
                          [&](Bytes& whole, std::size_t page) { return merge(whole, *output, *original, page, edit); });
}

void complete_tiff_blobs(ByteView file, MetadataBlobs& blobs) {
  Window window(file);
  const auto tiff = read_tiff(file, window);
  if (!tiff || tiff->pages.empty()) return;
  if (blobs.exif.empty()) blobs.exif = exif_of(*tiff);
  blobs.density = density_in(tiff->block, tiff->pages.front(), file);
  Rights rights;
  if (const TiffEntry* const e = tiff->pages.front().find(kPhotoshop); e != nullptr && e->size > 0) {
    rights.add(rights_in_irb(file.subspan(e->data, e->size)));
  }
  if (const TiffEntry* const e = tiff->pages.front().find(kIptc); e != nullptr && e->size > 0) {
    rights.add(rights_in_iptc(file.subspan(e->data, e->size)));
  }
  add_rights(blobs, rights);
}

Result<Bytes> tiff_with_width(Bytes encoded, std::uint32_t width) {
  Window window(encoded);
  const auto file = read_tiff(encoded, window);
  if (!file) return unexpected_output("TIFF");
  for (const TiffDirectory& page : file->pages) {
    const TiffEntry* const entry = page.find(kWidth);
    if (entry == nullptr || entry->count != 1) return unexpected_output("TIFF");
    store_number(encoded, entry->data, width, static_cast<unsigned>(entry->size), file->block.order());
  }
  return encoded;
}

}  // namespace whittle::container
