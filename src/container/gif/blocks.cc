#include "container/gif/blocks.h"

#include "container/defect.h"

namespace whittle::container {
namespace {

/// 17 GB of full sub-blocks. A hostile file of one-byte sub-blocks is dropped after 128 MB, in less than a second.
constexpr std::uint64_t kMaxSubBlocks = 1u << 26;

/// Bytes of a colour table, by the packed field that announces it.
std::uint64_t table_bytes(std::uint8_t packed) {
  return (packed & 0x80) != 0 ? 3ull << ((packed & 7) + 1) : 0;
}

}  // namespace

Result<GifScreen> GifBlocks::screen() {
  TRY_ASSIGN(const ByteView head, file_.need(0, 13, "the GIF header"));
  if (!has_text(head, 0, "GIF87a") && !has_text(head, 0, "GIF89a")) return corrupt("no GIF signature", 0);
  const std::uint8_t packed = u8(head, 10);
  at_ = 13 + table_bytes(packed);
  return GifScreen{le16(head, 6), le16(head, 8), (packed & 0x80) != 0};
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
  block.local_table = (packed & 0x80) != 0;
  at_ += 9 + table_bytes(packed);
  TRY_ASSIGN(const ByteView code_size, file_.need(at_, 1, "a GIF image"));
  block.code_size = u8(code_size, 0);
  ++at_;
  TRY_ASSIGN(block.data_bytes, skip_sub_blocks("the pixels of a GIF image"));
  return {};
}

Status GifBlocks::read_extension(GifBlock& block) {
  block.kind = GifBlock::Kind::extension;
  TRY_ASSIGN(const ByteView head, file_.need(at_, 2, "a GIF extension"));
  block.label = u8(head, 0);
  const std::uint8_t size = u8(head, 1);
  ++at_;
  if (block.label == gif::kGraphicControl) {
    if (size < 4) return corrupt("GIF graphic control extension too short", block.offset);
    TRY_ASSIGN(const ByteView control, file_.need(at_ + 1, 1, "a GIF graphic control extension"));
    block.transparent = (u8(control, 0) & 1) != 0;
  }
  constexpr std::string_view kCredentials = "C2PA_GIF";
  if (block.label == gif::kApplication && size >= kCredentials.size()) {
    TRY_ASSIGN(const ByteView name, file_.need(at_ + 1, kCredentials.size(), "a GIF application extension"));
    block.credentials = has_text(name, 0, kCredentials);
  }
  TRY(skip_sub_blocks("a GIF extension"));
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
