#include "container/jpeg/mpf.h"

#include <optional>

#include "container/jpeg/markers.h"

namespace whittle::container {
namespace {

using namespace std::string_view_literals;

constexpr std::uint16_t kEntries = 0xB002, kUndefinedType = 7;
constexpr std::size_t kEntrySize = 16, kSizeAt = 4, kOffsetAt = 8;

Error malformed() {
  return make_error(Category::validation, Reason::gain_map,
                    "has more pictures behind the first, and a list of them (MPF) that does not fit");
}

/// Offset of the MPF segment's TIFF header in `jpeg`, and the bytes from there to the segment's end.
struct Block {
  std::size_t base = 0;
  ByteView bytes;
  bool big_endian = false;

  std::uint32_t u32(std::size_t at) const { return big_endian ? be32(bytes, at) : le32(bytes, at); }
  std::uint16_t u16(std::size_t at) const { return big_endian ? be16(bytes, at) : le16(bytes, at); }
};

Result<std::optional<Block>> find_block(ByteView jpeg) {
  JpegMarkers markers(jpeg);
  for (;;) {
    TRY_ASSIGN(const std::optional<JpegSegment> segment, markers.next());
    if (!segment || segment->marker == jpeg::kSos) return std::optional<Block>{};
    if (segment->marker != jpeg::kApp2 || !has_text(segment->payload, 0, "MPF\0"sv)) continue;
    Block block{segment->offset + 8, segment->payload.subspan(4), false};
    if (block.bytes.size() < 8) return malformed();
    block.big_endian = has_text(block.bytes, 0, "MM\0*"sv);
    if (!block.big_endian && !has_text(block.bytes, 0, "II*\0"sv)) return malformed();
    return std::optional<Block>(block);
  }
}

/// Where the picture entries begin in the block, and how many there are.
struct Entries {
  std::size_t at = 0, count = 0;
};

Result<Entries> find_entries(const Block& block) {
  const std::size_t size = block.bytes.size(), ifd = block.u32(4);
  if (ifd > size || size - ifd < 2) return malformed();
  const std::size_t fields = block.u16(ifd);
  if (size - ifd - 2 < fields * 12) return malformed();
  for (std::size_t i = 0; i < fields; ++i) {
    const std::size_t field = ifd + 2 + 12 * i;
    if (block.u16(field) != kEntries) continue;
    const std::size_t length = block.u32(field + 4), at = block.u32(field + 8);
    if (block.u16(field + 2) != kUndefinedType || length % kEntrySize != 0 || length == 0) return malformed();
    if (at > size || size - at < length) return malformed();
    return Entries{at, length / kEntrySize};
  }
  return malformed();
}

class Mover {
 public:
  Mover(std::span<std::byte> file, std::size_t end, ByteView old_file, std::size_t old_end)
      : file_(file), end_(end), old_file_(old_file), old_end_(old_end) {}

  Status run() {
    TRY_ASSIGN(const std::optional<Block> old_block, find_block(old_file_));
    TRY_ASSIGN(const std::optional<Block> block, find_block(file_));
    if (!block) return {};
    if (!old_block) return malformed();
    TRY_ASSIGN(const Entries entries, find_entries(*old_block));
    for (std::size_t i = 0; i < entries.count; ++i) TRY(move(*old_block, *block, entries.at + i * kEntrySize, i == 0));
    return {};
  }

 private:
  Status move(const Block& old_block, const Block& block, std::size_t entry, bool first) {
    const std::uint64_t size = old_block.u32(entry + kSizeAt), offset = old_block.u32(entry + kOffsetAt);
    if (first) {  // at offset 0 by definition; its size may reach to the next picture
      if (offset != 0 || size < old_end_ || size > old_file_.size()) return malformed();
      return set(block, entry + kSizeAt, size - old_end_ + end_);
    }
    if (size == 0 && offset == 0) return {};  // no picture
    const std::uint64_t position = old_block.base + offset;
    if (position < old_end_ || position > old_file_.size() || size > old_file_.size() - position) return malformed();
    const std::uint64_t moved = position - old_end_ + end_;
    if (moved < block.base) return malformed();
    return set(block, entry + kOffsetAt, moved - block.base);
  }

  Status set(const Block& block, std::size_t at, std::uint64_t value) {
    if (value > 0xFFFFFFFF) return malformed();
    for (std::size_t i = 0; i < 4; ++i) {
      const std::size_t shift = 8 * (block.big_endian ? 3 - i : i);
      file_[block.base + at + i] = static_cast<std::byte>(value >> shift & 255);
    }
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

}  // namespace whittle::container
