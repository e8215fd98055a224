#include "container/payload/maker_note.h"

#include <algorithm>
#include <bit>
#include <vector>

#include "container/payload/ifd.h"

namespace whittle::container {
namespace {

constexpr std::size_t kEntry = 12;        // bytes
constexpr std::size_t kLongestName = 18;  // before the directory

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
  bool points = false;        ///< at a directory, by an entry that is its place
};

/// The directory that begins at `start`, if all of its entries can be ones.
std::optional<Directory> read_directory(ByteView note, std::size_t start, std::endian order) {
  if (note.size() < start + 2) return std::nullopt;
  const std::uint64_t count = number(note, start, 2, order);
  Directory directory{start + 2 + kEntry * static_cast<std::size_t>(count), {}, false};
  if (count == 0 || directory.end > note.size()) return std::nullopt;
  for (std::size_t at = start + 2; at < directory.end; at += kEntry) {
    constexpr std::uint16_t kIfd = 13;
    const auto type = static_cast<std::uint16_t>(number(note, at + 2, 2, order));
    const std::size_t each = tiff_type_size(type);
    if (each == 0) return std::nullopt;
    directory.points = directory.points || type == kIfd;
    const std::uint64_t size = each * number(note, at + 4, 4, order);
    if (size > 4) directory.places.push_back({at + 8, number(note, at + 8, 4, order), size});
  }
  return directory;
}

/// Whether the first of the values stands right behind the directory when places count from `base` bytes before the
/// note, or where `base` is negative, behind its start.
bool begins_behind(const Directory& directory, std::int64_t base) {
  constexpr std::int64_t kGap = 64;  // of next directories and padding; cameras have up to 28
  const auto least = std::min_element(directory.places.begin(), directory.places.end(),
                                      [](const Place& a, const Place& b) { return a.offset < b.offset; });
  const std::int64_t behind =
      static_cast<std::int64_t>(least->offset) - base - static_cast<std::int64_t>(directory.end);
  return behind >= 0 && behind <= kGap;
}

bool is_inside(const Place& place, std::int64_t base, ByteView note) {
  const std::int64_t at = static_cast<std::int64_t>(place.offset) - base;
  const auto size = static_cast<std::int64_t>(note.size());
  return at >= 0 && at <= size && static_cast<std::int64_t>(place.size) <= size - at;
}

bool are_inside(const Directory& directory, std::int64_t base, ByteView note) {
  return std::all_of(directory.places.begin(), directory.places.end(),
                     [&](const Place& place) { return is_inside(place, base, note); });
}

constexpr std::endian kOrders[] = {std::endian::little, std::endian::big};

/// A note on its way.
struct Move {
  ByteView note;
  std::uint64_t from = 0, to = 0;
  std::endian order = std::endian::native;

  /// The directory at `start` if its places count from the start of the block.
  std::optional<Directory> directory(std::size_t start) const {
    std::optional<Directory> found = read_directory(note, start, order);
    const bool counts = found && !found->places.empty() && begins_behind(*found, static_cast<std::int64_t>(from));
    return counts ? std::move(found) : std::nullopt;
  }

  /// Values in the note, and directories that these are, down to `depth`.
  void apply(Bytes& moved, const Directory& directory, int depth) const {
    for (const Place& place : directory.places) {
      if (!is_inside(place, static_cast<std::int64_t>(from), note)) continue;
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

/// Whether the directory at `start` has all of its values in the note, counted from the note's own start or from a TIFF
/// header right before the directory; or has none and is all there is.
bool stands_for_itself(ByteView note, std::size_t start, std::endian note_order, std::endian order) {
  constexpr std::size_t kHeader = 8;
  const std::optional<Directory> directory = read_directory(note, start, note_order);
  if (!directory) return false;
  const std::string_view mark =
      note_order == std::endian::little ? std::string_view("II*\0", 4) : std::string_view("MM\0*", 4);
  const bool own_header = start >= kHeader && has_text(note, start - kHeader, mark);
  if (!own_header && note_order != order) return false;
  if (directory->places.empty()) return !directory->points && note.size() - directory->end <= kHeader;
  const std::int64_t base = own_header ? -static_cast<std::int64_t>(start - kHeader) : 0;
  return begins_behind(*directory, base) && are_inside(*directory, base, note);
}

}  // namespace

std::optional<Bytes> moved_maker_note(ByteView note, std::uint64_t from, std::uint64_t to) {
  for (std::size_t start = 0; start <= kLongestName; start += 2) {
    for (const std::endian order : kOrders) {
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

NotePlaces places_in_maker_note(ByteView note, std::uint64_t from, std::endian order) {
  const auto find = [&](auto matches) {
    for (std::size_t start = 0; start <= kLongestName; start += 2) {
      for (const std::endian own : kOrders) {
        if (matches(start, own)) return true;
      }
    }
    return false;
  };
  bool whole = false;
  const bool counted = find([&](std::size_t start, std::endian own) {
    const std::optional<Directory> directory = Move{note, from, 0, own}.directory(start);
    whole = directory && own == order && !directory->points &&
            are_inside(*directory, static_cast<std::int64_t>(from), note);
    return directory.has_value();
  });
  if (counted) return whole ? NotePlaces::in_block : NotePlaces::unknown;
  const bool own = find([&](std::size_t start, std::endian its) { return stands_for_itself(note, start, its, order); });
  return own ? NotePlaces::in_note : NotePlaces::unknown;
}

}  // namespace whittle::container
