// TIFF: tags of the source that libvips does not write are appended to each page's directory. Only plain values can be
// copied; what points elsewhere in the file (EXIF and GPS directories, tiles, sub-images) makes `check_tiff_repackable`
// say no.

#include <algorithm>

#include "container/payload/ifd.h"
#include "container/payload/iptc.h"
#include "container/payload/xmp.h"
#include "container/tiff/tiff.h"

namespace whittle::container {
namespace {

constexpr std::size_t kMaxPages = 10'000;  // guards against directories that form a ring

enum Tag : std::uint16_t {
  kSubfileType = 254,
  kWidth = 256,
  kHeight = 257,
  kBits = 258,
  kPhotometric = 262,
  kSamples = 277,
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
  constexpr std::uint16_t kTags[] = {255, 259, 263, 264, 265, 266, 273, 274, 278,   279,   280,  281,
                                     282, 283, 284, 288, 289, 290, 291, 292, 293,   296,   297,  317,
                                     320, 323, 324, 325, 340, 341, 347, 512, 513,   514,   515,  517,
                                     518, 519, 520, 521, 529, 530, 531, 532, 34016, 37724, 65535};
  return (tag >= 254 && tag <= 258) || tag == kPhotometric || tag == kSamples || tag == kTileWidth || tag == kSubIfds ||
         tag == kExtraSamples || tag == kSampleFormat || std::binary_search(std::begin(kTags), std::end(kTags), tag);
}

// libvips carries these itself, from blobs that the engine has edited.
bool carried_by_encoder(std::uint16_t tag) {
  return tag == kXmp || tag == kIptc || tag == kPhotoshop || tag == kProfile;
}

// Texts that EXIF knows too: document, description, maker, software, date, host.
bool is_text_tag(std::uint16_t tag) {
  return tag == 269 || tag == 270 || tag == 271 || tag == 272 || tag == 285 || tag == 305 || tag == 306 || tag == 316;
}

bool wanted(const TiffEntry& entry, const MetadataEdit& edit) {
  if (describes_coding(entry.tag) || carried_by_encoder(entry.tag) || entry.size == 0) return false;
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
    if (!page.ok() || pages.size() == kMaxPages) return std::nullopt;
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

std::vector<Field> merge(const Tiff& output, const Tiff& source, std::size_t page, const MetadataEdit& edit) {
  std::vector<Field> fields;
  for (const TiffEntry& e : output.pages[page].entries) {
    fields.push_back({e.tag, e.type, e.count, output.bytes.subspan(e.at + 8, 4), std::nullopt});
  }
  for (const TiffEntry& e : source.pages[page].entries) {
    if (!wanted(e, edit)) continue;
    std::erase_if(fields, [&](const Field& f) { return f.tag == e.tag; });
    fields.push_back({e.tag, e.type, e.count, {}, values_in_order(source, e, output.block.order())});
  }
  std::sort(fields.begin(), fields.end(), [](const Field& a, const Field& b) { return a.tag < b.tag; });
  return fields;
}

// Appends the directory to the file; returns its offset. The offset of the next directory is left 0, as the last 4
// bytes of it.
std::size_t append_directory(Bytes& out, const std::vector<Field>& fields, std::endian order) {
  std::vector<std::size_t> places;
  for (const Field& f : fields) {
    if (out.size() % 2 != 0) append_u8(out, 0);
    places.push_back(out.size());
    if (f.values && f.values->size() > 4) append(out, *f.values);
  }
  if (out.size() % 2 != 0) append_u8(out, 0);
  const std::size_t offset = out.size();
  append_number(out, fields.size(), 2, order);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const Field& f = fields[i];
    append_number(out, f.tag, 2, order);
    append_number(out, f.type, 2, order);
    append_number(out, f.count, 4, order);
    if (!f.values) {
      append(out, f.raw);
    } else if (f.values->size() > 4) {
      append_number(out, places[i], 4, order);
    } else {
      append(out, *f.values);
      out.resize(out.size() + 4 - f.values->size());
    }
  }
  append_number(out, 0, 4, order);
  return offset;
}

Error unsupported(std::string message) {
  return make_error(Category::validation, Reason::unsupported, std::move(message));
}

}  // namespace

Status check_tiff_repackable(ByteView file, const MetadataEdit& edit) {
  Window window(file);
  const auto block = TiffBlock::open(window);
  if (!block.ok() || block->is_big_tiff())
    return unsupported("a BigTIFF is not repacked by this build; convert it with -f");
  const auto pages = read_pages(*block);
  if (!pages || pages->empty())
    return make_error(Category::corrupt, Reason::corrupt, "a directory lies outside the file");
  for (const TiffDirectory& page : *pages) {
    if (page.find(kTileWidth) != nullptr) return unsupported("a tiled TIFF would lose its tiles; convert it with -f");
    if (page.find(kSubIfds) != nullptr)
      return unsupported("the TIFF has sub-images, which would be lost; convert it with -f");
    if ((block->value_or(page, kSubfileType, 0) & ~2u) != 0) {
      return unsupported("the TIFF has reduced-size or mask pages, which would be lost; convert it with -f");
    }
    for (const std::uint16_t tag : {kWidth, kHeight, kBits, kSamples, kPhotometric, kSampleFormat}) {
      if (block->value_or(page, tag, 0) != block->value_or(pages->front(), tag, 0)) {
        return unsupported("the TIFF's pages differ in size or kind and cannot be repacked together");
      }
    }
    if (block->value_or(page, kExtraSamples, 0) == 1)
      return unsupported("premultiplied alpha would not survive a repack; convert it with -f");
    if (page.find(kExifIfd) != nullptr && !edit.strips(Metadata::exif)) {
      return unsupported("the TIFF has an EXIF directory, which would be lost; add --strip exif to let it go");
    }
    if (page.find(kGpsIfd) != nullptr && !edit.strips(Metadata::gps)) {
      return unsupported("the TIFF has a GPS directory, which would be lost; add --strip gps to let it go");
    }
  }
  return {};
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

Result<Bytes> tiff_with_metadata(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit) {
  Bytes out(encoded.begin(), encoded.end());
  if (source.container.empty()) return out;
  Window encoded_window(encoded), source_window(source.container);
  const auto output = read_tiff(encoded, encoded_window), original = read_tiff(source.container, source_window);
  if (!output || output->pages.empty()) return unexpected_output("TIFF");
  if (!original || original->pages.size() != output->pages.size()) return out;

  const std::endian order = output->block.order();
  std::uint64_t link = 4;  // where the offset of the next directory goes
  for (std::size_t i = 0; i < output->pages.size(); ++i) {
    const TiffDirectory& page = output->pages[i];
    const std::vector<Field> fields = merge(*output, *original, i, edit);
    const bool changed = std::any_of(fields.begin(), fields.end(), [](const Field& f) { return f.values.has_value(); });
    const std::uint64_t offset = changed ? append_directory(out, fields, order) : page.at;
    store_number(out, link, offset, 4, order);
    link = changed ? out.size() - 4 : page.next_at;
  }
  store_number(out, link, 0, 4, order);
  return out;
}

}  // namespace whittle::container
