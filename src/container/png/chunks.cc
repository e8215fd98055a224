#include "container/png/chunks.h"

#include <libdeflate.h>

namespace whittle::container {
namespace {

bool is_letters(std::uint32_t type) {
  for (int shift = 0; shift < 32; shift += 8) {
    const std::uint32_t lower = (type >> shift & 0xFF) | 0x20;
    if (lower < 'a' || lower > 'z') return false;
  }
  return true;
}

}  // namespace

Result<PngChunkHead> read_png_chunk_head(Window& file, std::uint64_t at) {
  TRY_ASSIGN(const ByteView bytes, file.need(at, 8, "a PNG chunk header"));
  const PngChunkHead head{be32(bytes, 4), be32(bytes, 0), at};
  if (!is_letters(head.type)) return corrupt("no PNG chunk", at);
  if (head.size > 0x7FFFFFFF) return corrupt("impossible length of PNG chunk " + fourcc_text(head.type), at);
  return head;
}

Status check_inside(const Window& file, const PngChunkHead& head) {
  if (head.end() > file.size()) return truncated("PNG chunk " + fourcc_text(head.type), head.offset);
  return {};
}

bool PngChunk::crc_matches() const {
  // The CRC covers the type too; in the file both stand side by side.
  return libdeflate_crc32(0, data.data() - 4, data.size() + 4) == crc;
}

Result<std::optional<PngChunk>> PngChunks::next() {
  if (ended_) return std::optional<PngChunk>{};
  if (at_ == 0) {
    TRY_ASSIGN(const ByteView signature, file_.need(0, kPngSignature.size(), "the PNG signature"));
    if (!has_text(signature, 0, kPngSignature)) return corrupt("no PNG signature", 0);
    at_ = kPngSignature.size();
  }
  if (at_ == bytes_.size()) return truncated("the PNG, before its IEND chunk", at_);
  TRY_ASSIGN(const PngChunkHead head, read_png_chunk_head(file_, at_));
  TRY(check_inside(file_, head));
  const ByteView data = bytes_.subspan(at_ + 8, head.size);
  const PngChunk chunk{head.type, at_, at_ + 12 + data.size(), data, be32(bytes_, at_ + 8 + data.size())};
  at_ = chunk.end;
  ended_ = chunk.type == png::kIend;
  return std::optional<PngChunk>(chunk);
}

void append_png_chunk(Bytes& out, std::uint32_t type, ByteView data, ByteView more) {
  append_be32(out, data.size() + more.size());
  const std::size_t begin = out.size();
  append_be32(out, type);
  append(out, data);
  append(out, more);
  append_be32(out, libdeflate_crc32(0, out.data() + begin, out.size() - begin));
}

unsigned PngHeader::channels() const {
  switch (colour) {
    case PngColour::grey_alpha:
      return 2;
    case PngColour::rgb:
      return 3;
    case PngColour::rgba:
      return 4;
    default:
      return 1;
  }
}

Result<PngHeader> parse_png_header(ByteView data, std::uint64_t offset) {
  if (data.size() != 13) return corrupt("PNG IHDR of wrong length", offset);
  const std::uint32_t width = be32(data, 0), height = be32(data, 4);
  if (width == 0 || height == 0) return corrupt("PNG of zero width or height", offset);
  if (width > 0x7FFFFFFF || height > 0x7FFFFFFF) return corrupt("PNG of impossible size", offset);
  const unsigned depth = u8(data, 8), colour = u8(data, 9);
  if (colour > 6 || colour == 1 || colour == 5) return corrupt("PNG of unknown colour type", offset);
  const bool valid_depth = depth == 8 || (depth == 16 && colour != 3) ||
                           ((depth == 1 || depth == 2 || depth == 4) && (colour == 0 || colour == 3));
  if (!valid_depth) return corrupt("PNG of impossible bit depth", offset);
  if (u8(data, 10) != 0 || u8(data, 11) != 0) return corrupt("PNG with unknown compression or filter", offset);
  if (u8(data, 12) > 1) return corrupt("PNG with unknown interlacing", offset);
  return PngHeader{width, height, static_cast<std::uint8_t>(depth), static_cast<PngColour>(colour), u8(data, 12) == 1};
}

}  // namespace whittle::container
