// TIFF: tags of the source that libvips does not write are added to each page's directory, and the resolution, which it
// rounds or invents, becomes what the source says. Only plain values can be copied; what points elsewhere in the file
// (EXIF and GPS directories, tiles, sub-images) makes `check_tiff_repackable` say no.

#include <algorithm>

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

// The values of `entry` of `file`, in the byte order `order`.
Bytes values_in_order(const Tiff& file, const TiffEntry& entry, std::endian order) {
  const ByteView from = file.bytes.subspan(entry.data, entry.size);
  Bytes out(from.begin(), from.end());
  if (order == file.block.order()) return out;
  // Rationals are pairs of LONGs; doubles are swapped whole.
  const std::size_t unit = entry.type == 5 || entry.type == 10 ? 4 : tiff_type_size(entry.type);
  for (std::size_t at = 0; unit > 1 && at + unit <= out.size(); at += unit) {
    std::reverse(out.begin() + static_cast<std::ptrdiff_t>(at), out.begin() + static_cast<std::ptrdiff_t>(at + unit));
  }
  return out;
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

/// What libvips writes for pictures that state none: a pixel a millimetre.
bool is_invented_resolution(const Tiff& output, const TiffDirectory& page) {
  const TiffEntry* const x = page.find(kXResolution);
  const TiffEntry* const y = page.find(kYResolution);
  if (x == nullptr || y == nullptr || output.block.value_or(page, kResolutionUnit, 0) != 3) return false;
  const Rational ten{10, 1};
  return rational(output, *x) == ten && rational(output, *y) == ten;
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
    fields.push_back({tag, said->type, said->count, {}, values_in_order(source, *said, output.block.order())});
  }
}

std::vector<Field> encoded_fields(const Tiff& output, std::size_t page) {
  std::vector<Field> fields;
  for (const TiffEntry& e : output.pages[page].entries) {
    fields.push_back({e.tag, e.type, e.count, output.bytes.subspan(e.at + 8, 4), std::nullopt});
  }
  return fields;
}

/// IPTC records as `edit` leaves them: bare, or in Photoshop's image resources.
void carry_iptc(std::vector<Field>& fields, const Tiff& output, const Tiff& source, const TiffEntry& entry,
                const MetadataEdit& edit) {
  constexpr std::uint16_t kByte = 1;
  if (!edit.strips(Metadata::iptc) && !edit.strips(Metadata::copyright)) {
    fields.push_back({entry.tag, entry.type, entry.count, {}, values_in_order(source, entry, output.block.order())});
    return;
  }
  Bytes rest = edited_irb(source.bytes.subspan(entry.data, entry.size), edit);
  if (!rest.empty()) fields.push_back({entry.tag, kByte, rest.size(), {}, std::move(rest)});
}

std::vector<Field> merge(const Tiff& output, const Tiff& source, std::size_t page, const MetadataEdit& edit) {
  std::vector<Field> fields = encoded_fields(output, page);
  for (const TiffEntry& e : source.pages[page].entries) {
    if ((e.tag == kIptc || e.tag == kPhotoshop) && e.size > 0) carry_iptc(fields, output, source, e, edit);
    if (!wanted(e, edit)) continue;
    std::erase_if(fields, [&](const Field& f) { return f.tag == e.tag; });
    fields.push_back({e.tag, e.type, e.count, {}, values_in_order(source, e, output.block.order())});
  }
  if (!edit.new_size) carry_resolution(fields, output, source, page);
  std::sort(fields.begin(), fields.end(), [](const Field& a, const Field& b) { return a.tag < b.tag; });
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

/// `output` with other directories: the fields of `fields_of(page)`.
template <typename FieldsOf>
Bytes with_directories(Bytes out, const Tiff& output, FieldsOf fields_of) {
  const std::endian order = output.block.order();
  std::uint64_t link = 4;  // where the offset of the next directory goes
  for (std::size_t i = 0; i < output.pages.size(); ++i) {
    const TiffDirectory& page = output.pages[i];
    const std::vector<Field> fields = fields_of(i);
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
    return with_directories(std::move(out), *output, [&](std::size_t page) {
      std::vector<Field> fields = encoded_fields(*output, page);
      if (is_invented_resolution(*output, output->pages[page])) {
        std::erase_if(fields, [](const Field& f) { return is_resolution(f.tag); });
      }
      return fields;
    });
  }
  const auto original = read_tiff(source.container, source_window);
  if (!original || original->pages.size() != output->pages.size()) return out;
  return with_directories(std::move(out), *output,
                          [&](std::size_t page) { return merge(*output, *original, page, edit); });
}

// A TIFF file is what EXIF calls a block: Artist and Copyright can be had from it in the same way.
void complete_tiff_blobs(ByteView file, MetadataBlobs& blobs) {
  if (blobs.exif.empty()) blobs.exif = edit_exif(file, {.keep = ExifEdit::Keep::essentials, .orientation = 1});
  Window window(file);
  const auto tiff = read_tiff(file, window);
  if (!tiff || tiff->pages.empty()) return;
  Rights rights;
  if (const TiffEntry* const e = tiff->pages.front().find(kPhotoshop); e != nullptr && e->size > 0) {
    rights.add(rights_in_irb(file.subspan(e->data, e->size)));
  }
  if (const TiffEntry* const e = tiff->pages.front().find(kIptc); e != nullptr && e->size > 0) {
    rights.add(rights_in_iptc(file.subspan(e->data, e->size)));
  }
  const std::string complete = xmp_with_rights(as_text(blobs.xmp), rights);
  blobs.xmp.assign(as_bytes(complete).begin(), as_bytes(complete).end());
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
