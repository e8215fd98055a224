#include "container/payload/maker_note.h"

#include <algorithm>
#include <bit>
#include <vector>

#include "container/payload/ifd.h"

namespace whittle::container {
namespace {

constexpr std::size_t kEntry = 12;  // bytes

std::uint64_t number(ByteView bytes, std::size_t at, std::size_t width, std::endian order) {
  if (width == 2) return order == std::endian::little ? le16(bytes, at) : be16(bytes, at);
  return order == std::endian::little ? le32(bytes, at) : be32(bytes, at);
}

/// Where an entry says that its values are, and how many bytes they have.
struct Place {
  std::size_t stated_at = 0;  ///< in the note
  std::uint64_t offset = 0, size = 0;
};

struct Directory {
  std::size_t end = 0;        ///< of its entries, in the note
  std::vector<Place> places;  ///< of values that no entry has room for
};

/// The directory that begins at `start`, if all of its entries can be ones.
std::optional<Directory> read_directory(ByteView note, std::size_t start, std::endian order) {
  if (note.size() < start + 2) return std::nullopt;
  const std::uint64_t count = number(note, start, 2, order);
  Directory directory{start + 2 + kEntry * static_cast<std::size_t>(count), {}};
  if (count == 0 || directory.end > note.size()) return std::nullopt;
  for (std::size_t at = start + 2; at < directory.end; at += kEntry) {
    const std::size_t each = tiff_type_size(static_cast<std::uint16_t>(number(note, at + 2, 2, order)));
    if (each == 0) return std::nullopt;
    const std::uint64_t size = each * number(note, at + 4, 4, order);
    if (size > 4) directory.places.push_back({at + 8, number(note, at + 8, 4, order), size});
  }
  return directory;
}

/// Whether the first of the values stands right behind the directory when places count from `base` bytes before the
/// note.
bool begins_behind(const Directory& directory, std::uint64_t base) {
  constexpr std::uint64_t kGap = 64;  // of next directories and padding; cameras have up to 28
  const auto least = std::min_element(directory.places.begin(), directory.places.end(),
                                      [](const Place& a, const Place& b) { return a.offset < b.offset; });
  const std::uint64_t end = base + directory.end;
  return least->offset >= end && least->offset - end <= kGap;
}

/// A note on its way.
struct Move {
  ByteView note;
  std::uint64_t from = 0, to = 0;
  std::endian order = std::endian::native;

  /// The directory at `start` if its places count from the start of the block.
  std::optional<Directory> directory(std::size_t start) const {
    std::optional<Directory> found = read_directory(note, start, order);
    const bool counts = found && !found->places.empty() && begins_behind(*found, from);
    return counts ? std::move(found) : std::nullopt;
  }

  /// Values in the note, and directories that these are, down to `depth`.
  void apply(Bytes& moved, const Directory& directory, int depth) const {
    for (const Place& place : directory.places) {
      const bool inside = place.offset >= from && place.offset - from <= note.size() &&
                          place.size <= note.size() - (place.offset - from);
      if (!inside) continue;
      store_number(moved, place.stated_at, place.offset - from + to, 4, order);
      if (depth == 0) continue;
      const auto inner = this->directory(static_cast<std::size_t>(place.offset - from));
      if (inner) apply(moved, *inner, depth - 1);
    }
  }
};

/// Canon's last bytes say where the note stood, and are believed.
void move_footer(Bytes& note, std::uint64_t from, std::uint64_t to) {
  constexpr std::size_t kFooter = 8;
  if (note.size() < kFooter) return;
  const std::size_t at = note.size() - kFooter;
  const bool little = has_text(note, at, std::string_view("II*\0", 4));
  if (!little && !has_text(note, at, std::string_view("MM\0*", 4))) return;
  const std::endian order = little ? std::endian::little : std::endian::big;
  if (number(note, at + 4, 4, order) == from) store_number(note, at + 4, to, 4, order);
}

}  // namespace

std::optional<Bytes> moved_maker_note(ByteView note, std::uint64_t from, std::uint64_t to) {
  constexpr std::size_t kLongestName = 16;
  for (std::size_t start = 0; start <= kLongestName; start += 2) {
    for (const std::endian order : {std::endian::little, std::endian::big}) {
      const Move move{note, from, to, order};
      const std::optional<Directory> directory = move.directory(start);
      if (!directory) continue;
      Bytes moved(note.begin(), note.end());
      move.apply(moved, *directory, 1);
      move_footer(moved, from, to);
      return moved;
    }
  }
  return std::nullopt;
}

}  // namespace whittle::container
