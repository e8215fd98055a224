// WebP: ICCP, EXIF and XMP chunks around the encoder's image chunks, and the VP8X chunk that announces them.

#include <algorithm>

#include "container/webp/chunks.h"
#include "container/webp/webp.h"

namespace whittle::container {
namespace {

bool is_metadata(std::uint32_t type) {
  return type == webp::kIccp || type == webp::kExif || type == webp::kXmp || type == webp::kVp8x;
}
bool is_bitstream(std::uint32_t type) {
  return type == webp::kVp8 || type == webp::kVp8l;
}
bool is_image(std::uint32_t type) {
  return is_bitstream(type) || type == webp::kAlph || type == webp::kAnim || type == webp::kAnmf;
}

// The VP8X payload of a file that consists of one bare bitstream chunk; empty when that cannot be read.
Bytes extended_header(const RiffChunk& chunk) {
  if (!is_bitstream(chunk.type)) return {};
  const Result<WebpBitstream> image = parse_webp_bitstream(chunk.type, chunk.data, chunk.offset);
  Bytes out;
  if (!image.ok()) return out;
  append_le32(out, image->alpha ? webp::kHasAlpha : 0);
  append_le24(out, image->width - 1);
  append_le24(out, image->height - 1);
  return out;
}

// An unannounced profile or orientation must not come into force; but what the rest says is not lost.
MetadataBlobs blobs_in(const std::vector<RiffChunk>& chunks) {
  MetadataBlobs blobs;
  const std::uint8_t flags = webp_flags(chunks);
  for (const RiffChunk& c : chunks) {
    if (c.type == webp::kIccp && (flags & webp::kHasIcc) != 0) blobs.icc.assign(c.data.begin(), c.data.end());
    if (c.type == webp::kExif && blobs.exif.empty()) blobs.exif.assign(c.data.begin(), c.data.end());
    if (c.type == webp::kXmp && blobs.xmp.empty()) blobs.xmp.assign(c.data.begin(), c.data.end());
  }
  if ((flags & webp::kHasExif) == 0) blobs.exif = edit_exif(blobs.exif, {.orientation = std::uint8_t{1}});
  return blobs;
}

struct Carried {
  MetadataBlobs blobs;
  Bytes unknown;  // whole chunks
};

Carried carry(const MetadataSource& source, const MetadataEdit& edit) {
  Carried out;
  MetadataBlobs blobs = source.blobs;
  if (!source.container.empty()) {
    const std::vector<RiffChunk> chunks = read_webp_chunks(source.container);
    blobs = blobs_in(chunks);
    for (const RiffChunk& c : chunks) {
      if (c.type == webp::kMark) {
        if (edit.marks == MetadataEdit::Marks::keep) append_riff_chunk(out.unknown, c.type, c.data);
      } else if (c.type != webp::kCredentials && !is_metadata(c.type) && !is_image(c.type) &&
                 !edit.strips(Metadata::comment)) {
        append_riff_chunk(out.unknown, c.type, c.data);
      }
    }
  }
  if (!edit.mark.empty()) append_riff_chunk(out.unknown, webp::kMark, as_bytes(edit.mark));
  out.blobs = edited(blobs, edit);
  return out;
}

}  // namespace

Result<Bytes> webp_with_metadata(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit) {
  const std::vector<RiffChunk> chunks = read_webp_chunks(encoded);
  if (!webp_chunks(encoded).ok() || chunks.empty()) return unexpected_output("WebP");
  const Carried carried = carry(source, edit);
  const MetadataBlobs& blobs = carried.blobs;
  Bytes out;
  append(out, as_bytes(std::string_view("RIFF\0\0\0\0WEBP", 12)));
  const auto images = std::count_if(chunks.begin(), chunks.end(), [](const RiffChunk& c) { return is_image(c.type); });
  const auto still =
      std::find_if(chunks.begin(), chunks.end(), [](const RiffChunk& c) { return is_bitstream(c.type); });
  const bool bare = blobs.icc.empty() && blobs.exif.empty() && blobs.xmp.empty() && carried.unknown.empty();
  if (bare && images == 1 && still != chunks.end()) {
    append_riff_chunk(out, still->type, still->data);
    set_riff_size(out);
    return out;
  }

  Bytes header = chunks.front().type == webp::kVp8x ? Bytes(chunks.front().data.begin(), chunks.front().data.end())
                                                    : extended_header(chunks.front());
  if (header.size() < 10) return unexpected_output("WebP");
  std::uint8_t flags = std::to_integer<std::uint8_t>(header[0]) &
                       static_cast<std::uint8_t>(~(webp::kHasIcc | webp::kHasExif | webp::kHasXmp));
  if (!blobs.icc.empty()) flags |= webp::kHasIcc;
  if (!blobs.exif.empty()) flags |= webp::kHasExif;
  if (!blobs.xmp.empty()) flags |= webp::kHasXmp;
  header[0] = std::byte{flags};

  append_riff_chunk(out, webp::kVp8x, header);
  append_riff_chunk(out, webp::kIccp, blobs.icc);
  for (const RiffChunk& c : chunks) {
    if (!is_metadata(c.type) && c.type != webp::kMark) append_riff_chunk(out, c.type, c.data);
  }
  append_riff_chunk(out, webp::kExif, blobs.exif);
  append_riff_chunk(out, webp::kXmp, blobs.xmp);
  append(out, carried.unknown);
  set_riff_size(out);
  return out;
}

void complete_webp_blobs(ByteView file, MetadataBlobs& blobs) {
  MetadataBlobs own = blobs_in(read_webp_chunks(file));
  blobs.exif = std::move(own.exif);
  blobs.xmp = std::move(own.xmp);
}

std::optional<Mark> read_webp_mark(ByteView file) {
  Result<RiffChunks> chunks = webp_chunks(file);
  while (chunks.ok()) {
    const Result<std::optional<RiffChunk>> chunk = chunks->next();
    if (!chunk.ok() || !*chunk) break;
    if ((*chunk)->type == webp::kMark) return parse_mark((*chunk)->data);
  }
  return std::nullopt;
}

}  // namespace whittle::container
