#include "container/meta/exif.h"

#include <algorithm>

#include "container/meta/ifd.h"

namespace whittle::container {
namespace {

enum Tag : std::uint16_t {
  kOrientation = 0x0112,
  kArtist = 0x013B,
  kThumbnailOffset = 0x0201,
  kThumbnailLength = 0x0202,
  kCopyright = 0x8298,
  kExifIfd = 0x8769,
  kGpsIfd = 0x8825,
  kPixelX = 0xA002,
  kPixelY = 0xA003,
};

void append_u16(Bytes& out, std::uint32_t v) {
  out.push_back(std::byte(v & 255));
  out.push_back(std::byte(v >> 8 & 255));
}
void append_u32(Bytes& out, std::uint32_t v) {
  append_u16(out, v & 0xFFFF);
  append_u16(out, v >> 16);
}

// A new little-endian block: the orientation unless it is 1, and tags with ASCII values.
Bytes essentials_block(std::uint8_t orientation, const std::vector<std::pair<std::uint16_t, ByteView>>& texts) {
  const std::size_t count = texts.size() + (orientation != 1 ? 1 : 0);
  if (count == 0) return {};
  Bytes out(as_bytes("II*").begin(), as_bytes("II*").end());
  out.push_back(std::byte{0});
  append_u32(out, 8);
  append_u16(out, static_cast<std::uint32_t>(count));
  Bytes values;
  const std::size_t values_at = 8 + 2 + 12 * count + 4;
  if (orientation != 1) {
    append_u16(out, kOrientation);
    append_u16(out, 3);
    append_u32(out, 1);
    append_u32(out, orientation);
  }
  for (const auto& [tag, text] : texts) {  // tags ascend: 0x0112, 0x013B, 0x8298
    append_u16(out, tag);
    append_u16(out, 2);
    append_u32(out, static_cast<std::uint32_t>(text.size()));
    if (text.size() <= 4) {
      out.insert(out.end(), text.begin(), text.end());
      out.resize(out.size() + 4 - text.size());
    } else {
      append_u32(out, static_cast<std::uint32_t>(values_at + values.size()));
      values.insert(values.end(), text.begin(), text.end());
      if (values.size() % 2 != 0) values.push_back(std::byte{0});
    }
  }
  append_u32(out, 0);
  out.insert(out.end(), values.begin(), values.end());
  return out;
}

// One block under the knife. Zeroed ranges at the end of the block are cut off when done.
class Editor {
 public:
  explicit Editor(ByteView exif) : bytes_(exif.begin(), exif.end()), end_(exif.size()) {}

  TiffView view() const { return *TiffView::open(bytes_); }  // the caller has opened the same bytes before

  void zero(std::size_t at, std::size_t size) {
    if (at < 8 || at > bytes_.size() || size > bytes_.size() - at) return;
    std::fill_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at), size, std::byte{0});
    zeroed_.emplace_back(at, at + size);
  }

  void put(const IfdEntry& entry, std::uint32_t value) {
    const bool big = view().big_endian();
    const std::size_t width = entry.type == 3 ? 2 : 4;
    if ((entry.type != 3 && entry.type != 4) || entry.size < width) return;
    put_at(entry.data, value, width, big);
  }

  void remove_values(const Ifd& ifd) {
    for (const IfdEntry& entry : ifd.entries) {
      if (entry.size > 4) zero(entry.data, entry.size);
    }
    zero(ifd.at, ifd.next_at + 4 - ifd.at);
  }

  // Takes the entry of `tag` out of the directory at `offset`; the freed 12 bytes are left behind the directory as
  // zeros.
  void remove_entry(std::uint32_t offset, std::uint16_t tag) {
    const auto ifd = view().read(offset);
    if (!ifd) return;
    const IfdEntry* entry = ifd->find(tag);
    if (entry == nullptr) return;
    if (entry->size > 4) zero(entry->data, entry->size);
    const auto begin = bytes_.begin();
    const auto at = static_cast<std::ptrdiff_t>(entry->at);
    const auto stop = static_cast<std::ptrdiff_t>(ifd->next_at + 4);
    std::copy(begin + at + 12, begin + stop, begin + at);
    std::fill(begin + stop - 12, begin + stop, std::byte{0});
    put_at(ifd->at, static_cast<std::uint32_t>(ifd->entries.size() - 1), 2, view().big_endian());
  }

  void cut_chain(const Ifd& ifd) { put_at(ifd.next_at, 0, 4, view().big_endian()); }

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
  void put_at(std::size_t at, std::uint32_t value, std::size_t width, bool big) {
    for (std::size_t i = 0; i < width; ++i) {
      const std::size_t shift = 8 * (big ? width - 1 - i : i);
      bytes_[at + i] = std::byte(value >> shift & 255);
    }
  }

  Bytes bytes_;
  std::size_t end_;
  std::vector<std::pair<std::size_t, std::size_t>> zeroed_;
};

void remove_gps(Editor& editor, std::uint32_t first) {
  const auto ifd = editor.view().read(first);
  const IfdEntry* pointer = ifd ? ifd->find(kGpsIfd) : nullptr;
  if (pointer == nullptr) return;
  if (const auto gps = editor.view().read(editor.view().value(*pointer, 0, 0))) editor.remove_values(*gps);
  editor.remove_entry(first, kGpsIfd);
}

void remove_thumbnail(Editor& editor, std::uint32_t first) {
  const auto ifd = editor.view().read(first);
  if (!ifd || ifd->next == 0) return;
  editor.cut_chain(*ifd);
  const auto thumbnail = editor.view().read(ifd->next);
  if (!thumbnail) return;
  const std::uint32_t at = editor.view().value(*thumbnail, kThumbnailOffset, 0);
  const std::uint32_t size = editor.view().value(*thumbnail, kThumbnailLength, 0);
  editor.zero(at, size);
  editor.remove_values(*thumbnail);
}

void set_sizes(Editor& editor, const Ifd& first, ExifEdit::Size size) {
  const auto exif = editor.view().read(editor.view().value(first, kExifIfd, 0));
  if (!exif) return;
  if (const IfdEntry* x = exif->find(kPixelX)) editor.put(*x, size.width);
  if (const IfdEntry* y = exif->find(kPixelY)) editor.put(*y, size.height);
}

}  // namespace

ByteView exif_body(ByteView exif) {
  return has_text(exif, 0, std::string_view("Exif\0\0", 6)) ? exif.subspan(6) : exif;
}

Bytes edit_exif(ByteView exif, const ExifEdit& edit) {
  exif = exif_body(exif);
  const auto view = TiffView::open(exif);
  const auto first = view ? view->read(view->first()) : std::nullopt;
  if (!first) {
    const bool untouched = edit.keep == ExifEdit::Keep::all && !edit.remove_gps && !edit.remove_thumbnail &&
                           !edit.remove_copyright && !edit.pixel_size;
    return untouched ? Bytes(exif.begin(), exif.end()) : Bytes{};
  }
  if (edit.keep == ExifEdit::Keep::essentials) {
    std::vector<std::pair<std::uint16_t, ByteView>> texts;
    for (const std::uint16_t tag : {kArtist, kCopyright}) {
      const IfdEntry* entry = first->find(tag);
      if (!edit.remove_copyright && entry != nullptr && entry->type == 2 && entry->size > 0) {
        texts.emplace_back(tag, exif.subspan(entry->data, entry->size));
      }
    }
    const std::uint32_t stated = view->value(*first, kOrientation, 1);
    const auto valid = static_cast<std::uint8_t>(stated >= 1 && stated <= 8 ? stated : 1);
    return essentials_block(edit.orientation.value_or(valid), texts);
  }
  Editor editor(exif);
  const IfdEntry* orientation = first->find(kOrientation);
  if (orientation != nullptr && edit.orientation) editor.put(*orientation, *edit.orientation);
  if (edit.pixel_size) set_sizes(editor, *first, *edit.pixel_size);
  if (edit.remove_thumbnail) remove_thumbnail(editor, view->first());
  if (edit.remove_gps) remove_gps(editor, view->first());
  if (edit.remove_copyright) {
    editor.remove_entry(view->first(), kArtist);
    editor.remove_entry(view->first(), kCopyright);
  }
  return editor.take();
}

}  // namespace whittle::container
