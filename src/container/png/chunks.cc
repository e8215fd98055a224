#include "container/png/chunks.h"

#include <libdeflate.h>

namespace whittle::container {
namespace {

constexpr std::string_view kSignature = "\x89PNG\r\n\x1A\n";

}  // namespace

bool is_png_chunk_type(std::uint32_t type) {
  for (int shift = 0; shift < 32; shift += 8) {
    const std::uint32_t lower = (type >> shift & 0xFF) | 0x20;
    if (lower < 'a' || lower > 'z') return false;
  }
  return true;
}

bool PngChunk::crc_matches() const {
  // The CRC covers the type too; in the file both stand side by side.
  return libdeflate_crc32(0, data.data() - 4, data.size() + 4) == crc;
}

Result<std::optional<PngChunk>> PngChunks::next() {
  if (ended_) return std::optional<PngChunk>{};
  if (at_ == 0) {
    if (file_.size() < kPngSignatureSize) return truncated("the PNG signature", 0);
    if (!has_text(file_, 0, kSignature)) return corrupt("no PNG signature", 0);
    at_ = kPngSignatureSize;
  }
  const std::size_t left = file_.size() - at_;
  if (left == 0) return truncated("the PNG, before its IEND chunk", at_);
  if (left < 8) return truncated("a PNG chunk header", at_);
  const std::uint32_t length = be32(file_, at_);
  PngChunk chunk;
  chunk.type = be32(file_, at_ + 4);
  chunk.offset = at_;
  if (!is_png_chunk_type(chunk.type)) return corrupt("no PNG chunk", at_);
  if (length > 0x7FFFFFFF) return corrupt("impossible length of PNG chunk " + fourcc_text(chunk.type), at_);
  if (left < 12 || length > left - 12) return truncated("PNG chunk " + fourcc_text(chunk.type), at_);
  chunk.data = file_.subspan(at_ + 8, length);
  chunk.crc = be32(file_, at_ + 8 + length);
  chunk.end = at_ + 12 + length;
  at_ = chunk.end;
  ended_ = chunk.type == png::kIend;
  return std::optional<PngChunk>(chunk);
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
