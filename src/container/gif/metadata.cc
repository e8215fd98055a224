// GIF: comments and application blocks (XMP, ICC, ...) of the source go before the encoder's first frame. Looping is
// the encoder's.

#include "container/metadata.h"

namespace whittle::container {
namespace {

constexpr std::string_view kXmpApplication = "XMP DataXMP", kIccApplication = "ICCRGBG1012";

std::size_t colour_table_size(std::uint8_t packed) {
  return (packed & 0x80) != 0 ? std::size_t{3} << ((packed & 7) + 1) : 0;
}

// Offset behind the data sub-blocks that begin at `at`; 0 when they do not end.
std::size_t skip_sub_blocks(ByteView file, std::size_t at) {
  while (at < file.size()) {
    const std::size_t size = u8(file, at);
    at += 1 + size;
    if (size == 0) return at;
  }
  return 0;
}

struct Block {
  enum class Kind { graphic_control, comment, application, other_extension, frame };
  Kind kind;
  std::size_t begin, end;
};

// The blocks of a file, up to its trailer or to the first that is not as it should be.
std::vector<Block> read_blocks(ByteView file) {
  std::vector<Block> blocks;
  if (file.size() < 13 || !has_text(file, 0, "GIF8")) return blocks;
  std::size_t at = 13 + colour_table_size(u8(file, 10));
  while (at + 2 <= file.size()) {
    const std::uint8_t introducer = u8(file, at), label = u8(file, at + 1);
    std::size_t data = 0;
    Block::Kind kind = Block::Kind::frame;
    if (introducer == 0x21) {
      data = at + 2;
      kind = label == 0xF9   ? Block::Kind::graphic_control
             : label == 0xFE ? Block::Kind::comment
             : label == 0xFF ? Block::Kind::application
                             : Block::Kind::other_extension;
    } else if (introducer == 0x2C && at + 10 <= file.size()) {
      data = at + 10 + colour_table_size(u8(file, at + 9)) + 1;
    } else {
      break;
    }
    const std::size_t end = skip_sub_blocks(file, data);
    if (end == 0 || end > file.size()) break;
    blocks.push_back({kind, at, end});
    at = end;
  }
  return blocks;
}

/// How often an animation plays: the encoder's business.
bool is_looping(const Block& block, ByteView whole) {
  return block.kind == Block::Kind::application &&
         (has_text(whole, 3, "NETSCAPE2.0") || has_text(whole, 3, "ANIMEXTS1.0"));
}

bool wanted(const Block& block, ByteView whole, const MetadataEdit& edit) {
  const bool mark =
      block.kind == Block::Kind::comment && whole.size() > 4 && is_mark(whole.subspan(3, whole.size() - 4));
  if (mark) return edit.marks == MetadataEdit::Marks::keep;
  if (block.kind == Block::Kind::comment) return !edit.strips(Metadata::comment);
  if (block.kind != Block::Kind::application || is_looping(block, whole)) return false;
  if (has_text(whole, 3, kXmpApplication)) return !edit.strips(Metadata::xmp) && !edit.strips(Metadata::gps);
  if (has_text(whole, 3, kIccApplication)) return edit.profile == MetadataEdit::Profile::keep;
  return !edit.strips(Metadata::comment);
}

/// At most 255 bytes: one sub-block.
void append_comment(Bytes& out, std::string_view text) {
  for (const std::size_t byte : {std::size_t{0x21}, std::size_t{0xFE}, text.size()}) out.push_back(std::byte(byte));
  append(out, as_bytes(text));
  out.push_back(std::byte{0});
}

}  // namespace

Result<Bytes> gif_with_metadata(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit) {
  const std::vector<Block> blocks = read_blocks(encoded);
  const auto first_frame = std::find_if(blocks.begin(), blocks.end(), [](const Block& b) {
    return b.kind == Block::Kind::graphic_control || b.kind == Block::Kind::frame;
  });
  if (first_frame == blocks.end()) return unexpected_output("GIF");
  Bytes carried;
  for (const Block& block : read_blocks(source.container)) {
    const ByteView whole = source.container.subspan(block.begin, block.end - block.begin);
    if (wanted(block, whole, edit)) append(carried, whole);
  }
  Bytes out;
  out.reserve(encoded.size() + carried.size());
  append(out, encoded.first(blocks.front().begin));
  for (auto block = blocks.begin(); block != first_frame; ++block) {
    const ByteView whole = encoded.subspan(block->begin, block->end - block->begin);
    if (is_looping(*block, whole)) append(out, whole);
  }
  append(out, carried);
  if (!edit.mark.empty()) append_comment(out, edit.mark);
  append(out, encoded.subspan(first_frame->begin));
  return out;
}

}  // namespace whittle::container
