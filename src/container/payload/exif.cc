#include "container/payload/exif.h"

#include <algorithm>

#include "base/text.h"
#include "container/defect.h"
#include "container/payload/ifd.h"

namespace whittle::container {
namespace {

enum Tag : std::uint16_t {
  kOrientation = 0x0112,
  kXResolution = 0x011A,
  kYResolution = 0x011B,
  kArtist = 0x013B,
  kThumbnailOffset = 0x0201,
  kThumbnailLength = 0x0202,
  kCopyright = 0x8298,
  kExifIfd = 0x8769,
  kGpsIfd = 0x8825,
  kGpsLatitude = 2,
  kGpsLongitude = 4,
  kGpsDestLatitude = 20,
  kGpsDestLongitude = 22,
  kPixelX = 0xA002,
  kPixelY = 0xA003,
};

// A new little-endian block: the orientation unless it is 1, and tags with ASCII values.
Bytes essentials_block(std::uint8_t orientation, const std::vector<std::pair<std::uint16_t, ByteView>>& texts) {
  const std::size_t count = texts.size() + (orientation != 1 ? 1 : 0);
  if (count == 0) return {};
  Bytes out(as_bytes("II*").begin(), as_bytes("II*").end());
  out.push_back(std::byte{0});
  append_le32(out, 8);
  append_le16(out, count);
  Bytes values;
  const std::size_t values_at = 8 + 2 + 12 * count + 4;
  if (orientation != 1) {
    append_le16(out, kOrientation);
    append_le16(out, 3);
    append_le32(out, 1);
    append_le32(out, orientation);
  }
  for (const auto& [tag, text] : texts) {  // tags ascend: 0x0112, 0x013B, 0x8298
    append_le16(out, tag);
    append_le16(out, 2);
    append_le32(out, text.size());
    if (text.size() <= 4) {
      append(out, text);
      out.resize(out.size() + 4 - text.size());
    } else {
      append_le32(out, values_at + values.size());
      append(values, text);
      if (values.size() % 2 != 0) values.push_back(std::byte{0});
    }
  }
  append_le32(out, 0);
  append(out, values);
  return out;
}

/// ASCII, or UTF-8 (EXIF 3.0).
bool is_text(const TiffEntry& entry) {
  return (entry.type == 2 || entry.type == 129) && entry.size > 0;
}

/// Texts that NULs part, as lines: EXIF parts the photographer's notice from the editor's so, a blank standing for an
/// empty one.
std::string joined_parts(std::string_view text) {
  std::string lines;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find('\0'));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    if (part.find_first_not_of(' ') == part.npos) continue;
    lines.append(lines.empty() ? "" : "\n").append(part);
  }
  return lines;
}

/// The directories of a classic TIFF structure; nullopt for anything else.
std::optional<TiffBlock> open_classic(Window& exif) {
  const Result<TiffBlock> block = TiffBlock::open(exif);
  if (!block.ok() || block->is_big_tiff()) return std::nullopt;
  return *block;
}

// One block under the knife. Zeroed ranges at the end of the block are cut off when done.
class Editor {
 public:
  /// `exif` has been opened before.
  explicit Editor(ByteView exif) : bytes_(exif.begin(), exif.end()), end_(exif.size()) {}

  Editor(const Editor&) = delete;
  Editor& operator=(const Editor&) = delete;

  const TiffBlock& block() const { return block_; }

  void zero(std::size_t at, std::size_t size) {
    if (at < 8 || at > bytes_.size() || size > bytes_.size() - at) return;
    std::fill_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at), size, std::byte{0});
    zeroed_.emplace_back(at, at + size);
  }

  void put(const TiffEntry& entry, std::uint32_t value) {
    if (!block_.value(entry, 0).ok()) return;  // what is read as a number is written as one, whatever its type
    put_at(entry.data, value, std::min(8U, static_cast<unsigned>(tiff_type_size(entry.type))));
  }

  /// The values of two entries of one type and count change places.
  void exchange(const TiffEntry* a, const TiffEntry* b) {
    if (a == nullptr || b == nullptr || a->type != b->type || a->size != b->size) return;
    const auto first = bytes_.begin() + static_cast<std::ptrdiff_t>(a->data);
    std::swap_ranges(first, first + static_cast<std::ptrdiff_t>(a->size),
                     bytes_.begin() + static_cast<std::ptrdiff_t>(b->data));
  }

  void remove_values(const TiffDirectory& directory) {
    for (const TiffEntry& entry : directory.entries) {
      if (entry.size > 4) zero(entry.data, entry.size);
    }
    zero(directory.at, directory.next_at + 4 - directory.at);
  }

  // Takes the entry of `tag` out of the directory at `offset`; the freed 12 bytes are left behind the directory as
  // zeros.
  void remove_entry(std::uint64_t offset, std::uint16_t tag) {
    const auto directory = block_.read(offset);
    const TiffEntry* const entry = directory.ok() ? directory->find(tag) : nullptr;
    if (entry == nullptr) return;
    if (entry->size > 4) zero(entry->data, entry->size);
    const auto begin = bytes_.begin();
    const auto at = static_cast<std::ptrdiff_t>(entry->at);
    const auto stop = static_cast<std::ptrdiff_t>(directory->next_at + 4);
    std::copy(begin + at + 12, begin + stop, begin + at);
    std::fill(begin + stop - 12, begin + stop, std::byte{0});
    put_at(directory->at, directory->entries.size() - 1, 2);
  }

  void cut_chain(const TiffDirectory& directory) { put_at(directory.next_at, 0, 4); }

  Bytes take() {
    bool again = true;
    while (again) {
      again = false;
      for (const auto& [from, to] : zeroed_) {
        if (to >= end_ && from < end_) {
          end_ = from;
          again = true;
        }
      }
    }
    bytes_.resize(end_);
    return std::move(bytes_);
  }

 private:
  void put_at(std::uint64_t at, std::uint64_t value, unsigned width) {
    store_number(bytes_, at, value, width, block_.order());
  }

  Bytes bytes_;  ///< never larger or smaller before take(), and its header stays
  Window window_{bytes_};
  TiffBlock block_ = *open_classic(window_);
  std::size_t end_;
  std::vector<std::pair<std::size_t, std::size_t>> zeroed_;
};

void remove_gps(Editor& editor, std::uint64_t first) {
  const auto directory = editor.block().read(first);
  const TiffEntry* const pointer = directory.ok() ? directory->find(kGpsIfd) : nullptr;
  if (pointer == nullptr) return;
  const auto gps = editor.block().read(editor.block().value_or(*pointer, 0, 0));
  if (gps.ok()) editor.remove_values(*gps);
  editor.remove_entry(first, kGpsIfd);
}

void remove_thumbnail(Editor& editor, std::uint64_t first) {
  const auto directory = editor.block().read(first);
  if (!directory.ok() || directory->next == 0) return;
  editor.cut_chain(*directory);
  const auto thumbnail = editor.block().read(directory->next);
  if (!thumbnail.ok()) return;
  const std::uint64_t at = editor.block().value_or(*thumbnail, kThumbnailOffset, 0);
  const std::uint64_t size = editor.block().value_or(*thumbnail, kThumbnailLength, 0);
  editor.zero(at, size);
  editor.remove_values(*thumbnail);
}

void set_sizes(Editor& editor, const TiffDirectory& first, ExifEdit::Size size) {
  const auto exif = editor.block().read(editor.block().value_or(first, kExifIfd, 0));
  if (!exif.ok()) return;
  if (const TiffEntry* const x = exif->find(kPixelX)) editor.put(*x, size.width);
  if (const TiffEntry* const y = exif->find(kPixelY)) editor.put(*y, size.height);
}

/// 0 when none is stated.
Result<std::uint64_t> stated_orientation(Window& file, std::uint64_t base, std::uint64_t size) {
  TRY_ASSIGN(const TiffBlock exif, TiffBlock::open(file, base, size));
  if (exif.first_ifd() == 0) return std::uint64_t{0};
  TRY_ASSIGN(const TiffIfd ifd, exif.ifd(exif.first_ifd()));
  TRY_ASSIGN(const TiffEntry entry, exif.find(ifd, kOrientation));
  if (entry.count == 0) return std::uint64_t{0};
  return exif.value(entry, 0);
}

}  // namespace

ByteView exif_body(ByteView exif) {
  return has_text(exif, 0, std::string_view("Exif\0\0", 6)) ? exif.subspan(6) : exif;
}

Bytes edit_exif(ByteView exif, const ExifEdit& edit) {
  exif = exif_body(exif);
  Window window(exif);
  const auto block = open_classic(window);
  const auto first = block ? block->read(block->first_ifd()) : corrupt("no EXIF", 0);
  if (!first.ok()) {
    const bool untouched = edit.keep == ExifEdit::Keep::all && !edit.remove_gps && !edit.remove_thumbnail &&
                           !edit.remove_copyright && !edit.pixel_size && edit.turn == Turn::none;
    return untouched ? Bytes(exif.begin(), exif.end()) : Bytes{};
  }
  if (edit.keep == ExifEdit::Keep::essentials) {
    std::vector<std::pair<std::uint16_t, ByteView>> texts;
    for (const std::uint16_t tag : {kArtist, kCopyright}) {
      const TiffEntry* const entry = first->find(tag);
      if (!edit.remove_copyright && entry != nullptr && is_text(*entry)) {
        texts.emplace_back(tag, exif.subspan(entry->data, entry->size));
      }
    }
    const std::uint64_t stated = block->value_or(*first, kOrientation, 1);
    const auto valid = static_cast<std::uint8_t>(stated >= 1 && stated <= 8 ? stated : 1);
    return essentials_block(edit.orientation.value_or(valid), texts);
  }
  Editor editor(exif);
  const TiffEntry* const orientation = first->find(kOrientation);
  if (orientation != nullptr && edit.orientation) editor.put(*orientation, *edit.orientation);
  if (edit.turn != Turn::none) editor.exchange(first->find(kXResolution), first->find(kYResolution));
  if (edit.pixel_size) set_sizes(editor, *first, *edit.pixel_size);
  if (edit.remove_thumbnail) remove_thumbnail(editor, block->first_ifd());
  if (edit.remove_gps) remove_gps(editor, block->first_ifd());
  if (edit.remove_copyright) {
    editor.remove_entry(block->first_ifd(), kArtist);
    editor.remove_entry(block->first_ifd(), kCopyright);
  }
  return editor.take();
}

bool exif_tells_position(ByteView exif) {
  exif = exif_body(exif);
  Window window(exif);
  const auto block = open_classic(window);
  const auto first = block ? block->read(block->first_ifd()) : corrupt("no EXIF", 0);
  const TiffEntry* const pointer = first.ok() ? first->find(kGpsIfd) : nullptr;
  if (pointer == nullptr) return false;
  const auto gps = block->read(block->value_or(*pointer, 0, 0));
  const auto tags = {kGpsLatitude, kGpsLongitude, kGpsDestLatitude, kGpsDestLongitude};
  return gps.ok() &&
         std::any_of(tags.begin(), tags.end(), [&](std::uint16_t tag) { return gps->find(tag) != nullptr; });
}

Rights rights_in_exif(ByteView exif) {
  exif = exif_body(exif);
  Window window(exif);
  const auto block = open_classic(window);
  const auto first = block ? block->read(block->first_ifd()) : corrupt("no EXIF", 0);
  Rights rights;
  if (!first.ok()) return rights;
  const auto text = [&](std::uint16_t tag) {
    const TiffEntry* const entry = first->find(tag);
    if (entry == nullptr || !is_text(*entry)) return std::string{};
    const std::string lines = joined_parts(as_text(exif.subspan(entry->data, entry->size)));
    return is_valid_utf8(lines) ? lines : from_latin1(lines);
  };
  rights.notice = text(kCopyright);
  if (const std::string artist = text(kArtist); !artist.empty()) rights.creators = {artist};
  return rights;
}

std::optional<Density> exif_density(ByteView exif) {
  exif = exif_body(exif);
  Window window(exif);
  const auto block = open_classic(window);
  const auto first = block ? block->read(block->first_ifd()) : corrupt("no EXIF", 0);
  return first.ok() ? density_in(*block, *first, exif) : std::nullopt;
}

Result<std::uint8_t> exif_orientation(Window& file, std::uint64_t base, std::uint64_t size) {
  const Result<std::uint64_t> stated = stated_orientation(file, base, size);
  if (!stated.ok() && stated.error().category != Category::corrupt) return stated.error();
  const bool valid = stated.ok() && *stated >= 1 && *stated <= 8;
  return valid ? static_cast<std::uint8_t>(*stated) : std::uint8_t{1};
}

}  // namespace whittle::container
