#include "container/webp/chunks.h"

namespace whittle::container {

Result<std::optional<RiffChunk>> RiffChunks::next() {
  const std::size_t left = chunks_.size() - at_;
  if (left == 0) return std::optional<RiffChunk>{};
  if (left < 8) return truncated("a RIFF chunk header", offset_ + at_);
  RiffChunk chunk;
  chunk.type = be32(chunks_, at_);
  chunk.offset = offset_ + at_;
  const std::size_t size = le32(chunks_, at_ + 4);
  if (size > left - 8) return truncated("RIFF chunk " + fourcc_text(chunk.type), chunk.offset);
  chunk.data = chunks_.subspan(at_ + 8, size);
  at_ += std::min(8 + size + (size & 1), left);
  chunk.end = offset_ + at_;
  return std::optional<RiffChunk>(chunk);
}

Result<ByteView> webp_chunks(ByteView file) {
  if (file.size() < webp::kFileHeader) return truncated("the WebP header", 0);
  if (!has_text(file, 0, "RIFF") || !has_text(file, 8, "WEBP")) return corrupt("no WebP header", 0);
  const std::size_t size = le32(file, 4);
  if (size < 4) return corrupt("RIFF size below 4", 4);
  if (size > file.size() - 8) {
    return truncated("the WebP, whose RIFF size is " + std::to_string(size), file.size());
  }
  return file.subspan(webp::kFileHeader, size - 4);
}

Result<WebpBitstream> parse_webp_bitstream(std::uint32_t type, ByteView data, std::uint64_t offset) {
  WebpBitstream image;
  if (type == webp::kVp8) {
    if (data.size() < 10) return truncated("the VP8 frame header", offset);
    const std::uint32_t tag = le24(data, 0);
    if ((tag & 1) != 0) return corrupt("VP8 data that is no key frame", offset);
    if ((tag >> 1 & 7) > 3) return corrupt("VP8 data of unknown profile", offset);
    if (!has_text(data, 3, "\x9D\x01\x2A")) return corrupt("VP8 data without its start code", offset);
    image.width = le16(data, 6) & 0x3FFF;
    image.height = le16(data, 8) & 0x3FFF;
  } else {
    if (data.size() < 5) return truncated("the VP8L header", offset);
    if (u8(data, 0) != 0x2F) return corrupt("VP8L data without its signature", offset);
    const std::uint32_t bits = le32(data, 1);
    if (bits >> 29 != 0) return corrupt("VP8L data of unknown version", offset);
    image.width = (bits & 0x3FFF) + 1;
    image.height = (bits >> 14 & 0x3FFF) + 1;
    image.alpha = (bits >> 28 & 1) != 0;
  }
  if (image.width == 0 || image.height == 0) return corrupt("WebP of zero width or height", offset);
  return image;
}

}  // namespace whittle::container
