#include "container/webp/chunks.h"

#include "container/webp/webp.h"

namespace whittle::container {

Result<RiffChunkHead> read_riff_chunk_head(Window& file, std::uint64_t at, std::uint64_t end) {
  if (end < at + 8) return truncated("a WebP chunk header", at);
  TRY_ASSIGN(const ByteView bytes, file.need(at, 8, "a WebP chunk header"));
  RiffChunkHead head{be32(bytes, 0), le32(bytes, 4), at, 0};
  if (head.size > end - head.data()) return truncated("WebP chunk " + fourcc_text(head.type), at);
  head.end = std::min(head.data() + head.size + (head.size & 1), end);
  return head;
}

Result<std::uint64_t> read_webp_end(Window& file) {
  TRY_ASSIGN(const ByteView head, file.need(0, webp::kFileHeader, "the WebP header"));
  if (!has_text(head, 0, "RIFF") || !has_text(head, 8, "WEBP")) return corrupt("no WebP header", 0);
  const std::uint64_t size = le32(head, 4);
  if (size + 8 > file.size()) return truncated("the WebP, whose RIFF size is " + std::to_string(size), file.size());
  return size + 8;
}

Result<std::optional<RiffChunk>> RiffChunks::next() {
  if (at_ >= end_) return std::optional<RiffChunk>{};
  TRY_ASSIGN(const RiffChunkHead head, read_riff_chunk_head(file_, at_, end_));
  at_ = head.end;
  return std::optional<RiffChunk>({head.type, head.offset, head.end, bytes_.subspan(head.data(), head.size)});
}

Result<RiffChunks> webp_chunks(ByteView file) {
  Window window(file);
  TRY_ASSIGN(const std::uint64_t end, read_webp_end(window));
  return RiffChunks(file, webp::kFileHeader, end);
}

namespace {

bool is_metadata(std::uint32_t type) {
  return type == webp::kIccp || type == webp::kExif || type == webp::kXmp || type == webp::kMark ||
         type == webp::kCredentials;
}

}  // namespace

std::vector<RiffChunk> read_webp_chunks(ByteView file) {
  std::vector<RiffChunk> found;
  Window window(file);
  const Result<std::uint64_t> end = read_webp_end(window);
  RiffChunks chunks(file, std::min(webp::kFileHeader, file.size()), file.size());
  for (;;) {
    const Result<std::optional<RiffChunk>> chunk = chunks.next();
    if (!chunk.ok() || !*chunk) return found;
    const bool behind = end.ok() && (*chunk)->offset >= *end;
    if (behind && !is_metadata((*chunk)->type)) return found;
    found.push_back(**chunk);
  }
}

// What stands behind the RIFF size belongs to the file when it is chunks of metadata: somebody has added them and not
// the size.
std::size_t webp_picture_end(ByteView file) {
  Window window(file);
  const Result<std::uint64_t> end = read_webp_end(window);
  const std::vector<RiffChunk> chunks = read_webp_chunks(file);
  if (!end.ok() || chunks.empty()) return file.size();
  return std::max(static_cast<std::size_t>(*end), chunks.back().end);
}

std::uint8_t webp_flags(const std::vector<RiffChunk>& chunks) {
  const bool extended = !chunks.empty() && chunks.front().type == webp::kVp8x && !chunks.front().data.empty();
  return extended ? u8(chunks.front().data, 0) : std::uint8_t{0};
}

RiffChunks frame_chunks(ByteView file, const RiffChunk& frame) {
  const std::size_t begin = frame.offset + 8;
  return {file, begin + webp::kFrameHeader, begin + frame.data.size()};
}

void append_riff_chunk(Bytes& out, std::uint32_t type, ByteView data) {
  if (data.empty()) return;
  append_be32(out, type);
  append_le32(out, data.size());
  append(out, data);
  if (data.size() % 2 != 0) append_u8(out, 0);
}

void set_riff_size(Bytes& file) {
  store_number(file, 4, file.size() - 8, 4, std::endian::little);
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
