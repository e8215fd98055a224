// GIF: comments and application blocks (XMP, ICC, ...) of the source go before the encoder's first frame. Looping is
// the encoder's.

#include "container/gif/blocks.h"
#include "container/gif/gif.h"

namespace whittle::container {
namespace {

constexpr std::string_view kXmpApplication = "XMP DataXMP", kIccApplication = "ICCRGBG1012";

/// The blocks of a file, up to its trailer or to the first that is not as it should be.
std::vector<GifBlock> read_blocks(ByteView file) {
  std::vector<GifBlock> found;
  Window window(file);
  GifBlocks blocks(window);
  if (!blocks.screen().ok()) return found;
  for (;;) {
    const Result<std::optional<GifBlock>> block = blocks.next();
    if (!block.ok() || !*block || (*block)->kind == GifBlock::Kind::trailer || (*block)->end > file.size())
      return found;
    found.push_back(**block);
  }
}

bool is_extension(const GifBlock& block, std::uint8_t label) {
  return block.kind == GifBlock::Kind::extension && block.label == label;
}

ByteView whole_of(ByteView file, const GifBlock& block) {
  return file.subspan(block.offset, block.end - block.offset);
}

/// How often an animation plays: the encoder's business.
bool is_looping(const GifBlock& block, ByteView whole) {
  return is_extension(block, gif::kApplication) &&
         (has_text(whole, 3, "NETSCAPE2.0") || has_text(whole, 3, "ANIMEXTS1.0"));
}

bool wanted(const GifBlock& block, ByteView whole, const MetadataEdit& edit) {
  const bool comment = is_extension(block, gif::kComment);
  if (comment && whole.size() > 4 && is_mark(whole.subspan(3, whole.size() - 4))) {
    return edit.marks == MetadataEdit::Marks::keep;
  }
  if (comment) return !edit.strips(Metadata::comment);
  if (!is_extension(block, gif::kApplication) || is_looping(block, whole) || block.credentials) return false;
  if (has_text(whole, 3, kIccApplication)) return edit.profile == MetadataEdit::Profile::keep;
  return !edit.strips(Metadata::comment);
}

// XMP stands in no sub-blocks: behind it are bytes that lead a reader of sub-blocks to their end wherever it comes from
// (XMP part 3, 1.1.2). One with NULs, which end such a block, cannot be written.
constexpr std::size_t kXmpHead = 14, kXmpEnd = 258;

bool is_xmp(const GifBlock& block, ByteView whole) {
  return is_extension(block, gif::kApplication) && has_text(whole, 3, kXmpApplication) &&
         whole.size() >= kXmpHead + kXmpEnd;
}

ByteView packet_of(ByteView whole) {
  return whole.subspan(kXmpHead, whole.size() - kXmpHead - kXmpEnd);
}

void append_xmp(Bytes& out, const Bytes& packet) {
  if (packet.empty() || std::find(packet.begin(), packet.end(), std::byte{0}) != packet.end()) return;
  append_u8(out, gif::kExtension);
  append_u8(out, gif::kApplication);
  append_u8(out, kXmpApplication.size());
  append(out, as_bytes(kXmpApplication));
  append(out, packet);
  append_u8(out, 1);
  for (int i = 0xFF; i >= 0; --i) append_u8(out, static_cast<std::uint64_t>(i));
  append_u8(out, 0);
}

/// What the sub-blocks from `at` on hold.
Bytes data_from(ByteView whole, std::size_t at) {
  Bytes data;
  while (at < whole.size() && at + 1 + u8(whole, at) < whole.size()) {
    append(data, whole.subspan(at + 1, u8(whole, at)));
    at += 1u + u8(whole, at);
  }
  return data;
}

void append_comment(Bytes& out, std::string_view text) {
  constexpr std::size_t kSubBlock = 255;
  append_u8(out, gif::kExtension);
  append_u8(out, gif::kComment);
  for (; !text.empty(); text.remove_prefix(std::min(kSubBlock, text.size()))) {
    append_u8(out, std::min(kSubBlock, text.size()));
    append(out, as_bytes(text.substr(0, kSubBlock)));
  }
  append_u8(out, 0);
}

}  // namespace

Result<Bytes> gif_with_metadata(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit) {
  const std::vector<GifBlock> blocks = read_blocks(encoded);
  const auto first_frame = std::find_if(blocks.begin(), blocks.end(), [](const GifBlock& b) {
    return is_extension(b, gif::kGraphicControl) || b.kind == GifBlock::Kind::image;
  });
  if (first_frame == blocks.end()) return unexpected_output("GIF");
  Bytes carried;
  if (source.container.empty()) {
    const MetadataBlobs blobs = edited(source.blobs, edit);
    append_xmp(carried, blobs.xmp);
    for (const std::string& comment : blobs.comments) append_comment(carried, comment);
  }
  for (const GifBlock& block : read_blocks(source.container)) {
    const ByteView whole = whole_of(source.container, block);
    if (is_xmp(block, whole)) {
      append_xmp(carried, edited_xmp(packet_of(whole), edit));
    } else if (wanted(block, whole, edit)) {
      append(carried, whole);
    }
  }
  Bytes out;
  out.reserve(encoded.size() + carried.size());
  append(out, encoded.first(blocks.front().offset));
  for (auto block = blocks.begin(); block != first_frame; ++block) {
    const ByteView whole = whole_of(encoded, *block);
    if (is_looping(*block, whole)) append(out, whole);
  }
  append(out, carried);
  if (!edit.mark.empty()) append_comment(out, edit.mark);
  append(out, encoded.subspan(first_frame->offset));
  return out;
}

void complete_gif_blobs(ByteView file, MetadataBlobs& blobs) {
  for (const GifBlock& block : read_blocks(file)) {
    const ByteView whole = whole_of(file, block);
    if (is_extension(block, gif::kComment)) add_comment(blobs, data_from(whole, 2));
    if (!is_xmp(block, whole) || !blobs.xmp.empty()) continue;
    const ByteView packet = packet_of(whole);
    blobs.xmp.assign(packet.begin(), packet.end());
  }
}

Bytes gif_profile(ByteView file) {
  for (const GifBlock& block : read_blocks(file)) {
    const ByteView whole = whole_of(file, block);
    if (!is_extension(block, gif::kApplication) || !has_text(whole, 3, kIccApplication)) continue;
    constexpr std::size_t kHead = 14;  // introducer, label, length of the name, name
    Bytes profile = data_from(whole, kHead);
    return profile_space(profile) == ProfileSpace::none ? Bytes{} : std::move(profile);
  }
  return {};
}

std::optional<Mark> read_gif_mark(ByteView file) {
  for (const GifBlock& block : read_blocks(file)) {
    if (!is_extension(block, gif::kComment)) continue;
    const ByteView whole = whole_of(file, block);  // introducer, label, size of the only sub-block, bytes, terminator
    if (whole.size() < 4) continue;
    if (const auto mark = parse_mark(whole.subspan(3, whole.size() - 4))) return mark;
  }
  return std::nullopt;
}

}  // namespace whittle::container
