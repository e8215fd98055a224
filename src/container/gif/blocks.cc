#include "container/gif/blocks.h"

#include "container/defect.h"

namespace whittle::container {
namespace {

/// 17 GB of full sub-blocks. A hostile file of one-byte sub-blocks is dropped after 128 MB, in less than a second.
constexpr std::uint64_t kMaxSubBlocks = 1u << 26;

/// The table at `offset` that a packed field announces, or none.
GifTable table_at(std::uint64_t offset, std::uint8_t packed) {
  return {offset, (packed & 0x80) != 0 ? 2u << (packed & 7) : 0};
}

std::uint64_t end_of(const GifTable& table) {
  return table.offset + std::uint64_t{3} * table.colours;
}

/// By the number in a graphic control. Encoders have written 4 for 3, and viewers take it so.
Disposal disposal_of(unsigned number) {
  if (number == 2) return Disposal::clear;
  return number == 3 || number == 4 ? Disposal::restore : Disposal::keep;
}

}  // namespace

Result<GifScreen> GifBlocks::screen() {
  TRY_ASSIGN(const ByteView head, file_.need(0, 13, "the GIF header"));
  if (!has_text(head, 0, "GIF87a") && !has_text(head, 0, "GIF89a")) return corrupt("no GIF signature", 0);
  const GifScreen screen{le16(head, 6), le16(head, 8), table_at(13, u8(head, 10))};
  at_ = end_of(screen.table);
  return screen;
}

Result<std::optional<GifBlock>> GifBlocks::next() {
  if (ended_) return std::optional<GifBlock>{};
  TRY_ASSIGN(const ByteView introducer, file_.need(at_, 1, "the GIF, before its trailer"));
  GifBlock block;
  block.offset = at_++;
  switch (u8(introducer, 0)) {
    case gif::kImage:
      TRY(read_image(block));
      break;
    case gif::kExtension:
      TRY(read_extension(block));
      break;
    case gif::kTrailer:
      ended_ = true;
      break;
    default:
      return corrupt("unknown GIF block", block.offset);
  }
  block.end = at_;
  return std::optional<GifBlock>(block);
}

Status GifBlocks::read_image(GifBlock& block) {
  block.kind = GifBlock::Kind::image;
  TRY_ASSIGN(const ByteView head, file_.need(at_, 9, "a GIF image descriptor"));
  block.left = le16(head, 0);
  block.top = le16(head, 2);
  block.width = le16(head, 4);
  block.height = le16(head, 6);
  const std::uint8_t packed = u8(head, 8);
  block.interlaced = (packed & 0x40) != 0;
  block.table = table_at(at_ + 9, packed);
  at_ = end_of(block.table);
  TRY_ASSIGN(const ByteView code_size, file_.need(at_, 1, "a GIF image"));
  block.code_size = u8(code_size, 0);
  block.data = ++at_;
  TRY_ASSIGN(block.data_bytes, skip_sub_blocks("the pixels of a GIF image"));
  return {};
}

Status GifBlocks::read_extension(GifBlock& block) {
  block.kind = GifBlock::Kind::extension;
  TRY_ASSIGN(const ByteView head, file_.need(at_, 2, "a GIF extension"));
  block.label = u8(head, 0);
  const std::uint8_t size = u8(head, 1);
  ++at_;
  if (block.label == gif::kGraphicControl) TRY(read_control(block, size));
  if (block.label == gif::kApplication) TRY(read_application(block, size));
  TRY(skip_sub_blocks("a GIF extension"));
  return {};
}

Status GifBlocks::read_control(GifBlock& block, std::uint8_t size) {
  if (size < 4) return corrupt("GIF graphic control extension too short", block.offset);
  TRY_ASSIGN(const ByteView control, file_.need(at_ + 1, 4, "a GIF graphic control extension"));
  const std::uint8_t packed = u8(control, 0);
  block.control.delay = 10u * le16(control, 1);
  block.control.disposal = disposal_of(packed >> 2 & 7);
  if ((packed & 1) != 0) block.control.transparent = u8(control, 3);
  return {};
}

Status GifBlocks::read_application(GifBlock& block, std::uint8_t size) {
  constexpr std::size_t kName = 11;  // bytes
  if (size < kName) return {};
  TRY_ASSIGN(const ByteView name, file_.need(at_ + 1, kName, "a GIF application extension"));
  block.credentials = has_text(name, 0, "C2PA_GIF");
  if (size != kName || (!has_text(name, 0, "NETSCAPE2.0") && !has_text(name, 0, "ANIMEXTS1.0"))) return {};
  const std::uint64_t data = at_ + 1 + kName;
  TRY_ASSIGN(const ByteView length, file_.need(data, 1, "a GIF application extension"));
  if (u8(length, 0) < 3) return {};
  TRY_ASSIGN(const ByteView loop, file_.need(data + 1, 3, "a GIF application extension"));
  if (u8(loop, 0) != 1) return {};
  const std::uint32_t again = le16(loop, 1);  // after the first time; 0: without end
  block.plays = again == 0 ? 0 : again + 1;
  return {};
}

/// Leaves at_ behind the terminator.
Result<std::uint64_t> GifBlocks::skip_sub_blocks(std::string_view what) {
  std::uint64_t bytes = 0;
  for (;;) {
    TRY_ASSIGN(const ByteView length, file_.need(at_, 1, what));
    const std::uint8_t size = u8(length, 0);
    at_ += 1u + size;
    if (size == 0) return bytes;
    bytes += size;
    if (++sub_blocks_ == kMaxSubBlocks) return corrupt("too many GIF sub-blocks", at_);
  }
}

}  // namespace whittle::container
