#include "container/jpeg/mpf.h"

#include <algorithm>

#include "container/jpeg/markers.h"
#include "container/payload/ifd.h"

namespace whittle::container {
namespace {

using namespace std::string_view_literals;

constexpr std::uint16_t kEntries = 0xB002, kUndefinedType = 7;
constexpr std::size_t kEntrySize = 16, kSizeAt = 4, kOffsetAt = 8;

Error malformed() {
  return make_error(Category::validation, Reason::gain_map,
                    "has more pictures behind the first, and a list of them (MPF) that does not fit");
}

/// The payload of a file's MPF segment behind "MPF\0", a TIFF structure; empty when there is none.
struct Block {
  std::size_t base = 0;  ///< offset in the file
  ByteView bytes;
};

Block find_block(ByteView jpeg) {
  for (const JpegSegment& segment : read_jpeg_opening(jpeg).segments) {
    if (segment.marker != jpeg::kApp2 || !has_text(segment.payload, 0, "MPF\0"sv)) continue;
    return {segment.offset + 8, segment.payload.subspan(4)};
  }
  return {};
}

/// The entry that lists the pictures, all of it inside `block`.
Result<TiffEntry> find_list(const TiffBlock& block) {
  if (block.is_big_tiff()) return malformed();
  TRY_ASSIGN(const TiffIfd ifd, block.ifd(block.first_ifd()));
  TRY_ASSIGN(const TiffEntry list, block.find(ifd, kEntries));
  if (list.type != kUndefinedType || list.size == 0 || list.size % kEntrySize != 0) return malformed();
  return list;
}

/// Where the pictures of the list stand in the file, the first left out.
std::vector<std::pair<std::size_t, std::size_t>> listed_places(ByteView file) {
  std::vector<std::pair<std::size_t, std::size_t>> places;
  const Block block = find_block(file);
  Window window(block.bytes);
  const Result<TiffBlock> tiff = TiffBlock::open(window);
  const Result<TiffEntry> list = tiff.ok() ? find_list(*tiff) : malformed();
  if (!list.ok()) return places;
  for (std::uint64_t i = 1; i < list->size / kEntrySize; ++i) {
    const std::uint64_t entry = list->data + i * kEntrySize;
    const std::size_t size = tiff->u32(block.bytes, entry + kSizeAt);
    const std::size_t begin = block.base + tiff->u32(block.bytes, entry + kOffsetAt);
    if (size > 0) places.emplace_back(begin, begin + size);
  }
  std::sort(places.begin(), places.end());
  return places;
}

class Mover {
 public:
  Mover(std::span<std::byte> file, std::size_t end, ByteView old_file, std::size_t old_end)
      : file_(file), end_(end), old_file_(old_file), old_end_(old_end) {}

  Status run() {
    const Block block = find_block(file_), old_block = find_block(old_file_);
    if (block.base == 0) return {};
    Window window(old_block.bytes);
    const Result<TiffBlock> tiff = TiffBlock::open(window);
    if (!tiff.ok()) return malformed();
    const Result<TiffEntry> list = find_list(*tiff);
    if (!list.ok()) return malformed();
    for (std::uint64_t i = 0; i < list->size / kEntrySize; ++i) {
      const std::uint64_t entry = list->data + i * kEntrySize;
      const std::uint64_t size = tiff->u32(old_block.bytes, entry + kSizeAt);
      const std::uint64_t offset = tiff->u32(old_block.bytes, entry + kOffsetAt);
      if (i == 0) {  // at offset 0 by definition; its size may reach to the next picture
        if (offset != 0 || size < old_end_ || size > old_file_.size()) return malformed();
        TRY(set(block.base + entry + kSizeAt, size - old_end_ + end_, tiff->order()));
      } else if (size != 0 || offset != 0) {  // else no picture
        TRY_ASSIGN(const std::uint64_t moved, moved_position(old_block.base + offset, size));
        if (moved < block.base) return malformed();
        TRY(set(block.base + entry + kOffsetAt, moved - block.base, tiff->order()));
      }
    }
    return {};
  }

 private:
  /// Where the picture of `size` bytes at `position` of the old file is in the new one.
  Result<std::uint64_t> moved_position(std::uint64_t position, std::uint64_t size) const {
    if (position < old_end_ || position > old_file_.size() || size > old_file_.size() - position) return malformed();
    return position - old_end_ + end_;
  }

  Status set(std::uint64_t at, std::uint64_t value, std::endian order) {
    if (value > 0xFFFFFFFF) return malformed();
    store_number(file_, at, value, 4, order);
    return {};
  }

  std::span<std::byte> file_;
  std::size_t end_;
  ByteView old_file_;
  std::size_t old_end_;
};

}  // namespace

Status move_mpf_pictures(std::span<std::byte> file, std::size_t end, ByteView old_file, std::size_t old_end) {
  return Mover(file, end, old_file, old_end).run();
}

std::vector<ByteView> unlisted_parts(ByteView file, std::size_t end) {
  std::vector<ByteView> parts;
  for (const auto& [from, to] : listed_places(file)) {
    if (from > end && from <= file.size()) parts.push_back(file.subspan(end, from - end));
    end = std::max(end, std::min(to, file.size()));
  }
  if (end < file.size()) parts.push_back(file.subspan(end));
  return parts;
}

}  // namespace whittle::container
