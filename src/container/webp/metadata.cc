// WebP: ICCP, EXIF and XMP chunks around the encoder's image chunks, and the VP8X chunk that announces them.

#include <algorithm>

#include "container/metadata.h"

namespace whittle::container {
namespace {

constexpr std::uint8_t kHasProfile = 0x20, kHasAlpha = 0x10, kHasExif = 0x08, kHasXmp = 0x04;

struct Chunk {
  std::string_view type;
  ByteView data;
};

std::vector<Chunk> read_chunks(ByteView file) {
  std::vector<Chunk> chunks;
  if (!has_text(file, 0, "RIFF") || !has_text(file, 8, "WEBP")) return chunks;
  std::size_t at = 12;
  while (at + 8 <= file.size()) {
    const std::size_t size = le32(file, at + 4);
    if (size > file.size() - at - 8) break;
    chunks.push_back({{reinterpret_cast<const char*>(file.data()) + at, 4}, file.subspan(at + 8, size)});
    at += 8 + size + size % 2;
  }
  return chunks;
}

void append_le(Bytes& out, std::uint32_t v, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(std::byte(v >> 8 * i & 255));
}

void append_chunk(Bytes& out, std::string_view type, ByteView data) {
  if (data.empty()) return;
  append(out, as_bytes(type));
  append_le(out, static_cast<std::uint32_t>(data.size()), 4);
  append(out, data);
  if (data.size() % 2 != 0) out.push_back(std::byte{0});
}

void set_riff_size(Bytes& file) {
  const auto size = static_cast<std::uint32_t>(file.size() - 8);
  for (std::size_t i = 0; i < 4; ++i) file[4 + i] = std::byte(size >> 8 * i & 255);
}

// The VP8X payload of a file that consists of one bare bitstream chunk; empty when that cannot be read.
Bytes extended_header(const Chunk& image) {
  std::uint32_t width = 0, height = 0;
  std::uint8_t flags = 0;
  if (image.type == "VP8L" && image.data.size() >= 5) {
    const std::uint32_t bits = le32(image.data, 1);
    width = (bits & 0x3FFF) + 1;
    height = (bits >> 14 & 0x3FFF) + 1;
    flags = (bits >> 28 & 1) != 0 ? kHasAlpha : std::uint8_t{0};
  } else if (image.type == "VP8 " && image.data.size() >= 10) {
    width = le16(image.data, 6) & 0x3FFF;
    height = le16(image.data, 8) & 0x3FFF;
  }
  Bytes out;
  if (width == 0 || height == 0) return out;
  append_le(out, flags, 4);
  append_le(out, width - 1, 3);
  append_le(out, height - 1, 3);
  return out;
}

bool is_metadata(std::string_view type) {
  return type == "ICCP" || type == "EXIF" || type == "XMP " || type == "VP8X";
}
bool is_bitstream(std::string_view type) {
  return type == "VP8 " || type == "VP8L";
}
bool is_image(std::string_view type) {
  return type == "VP8 " || type == "VP8L" || type == "ALPH" || type == "ANIM" || type == "ANMF";
}

struct Carried {
  MetadataBlobs blobs;
  Bytes unknown;  // whole chunks
};

Carried carry(const MetadataSource& source, const MetadataEdit& edit) {
  Carried out;
  MetadataBlobs blobs = source.blobs;
  if (!source.container.empty()) {
    blobs = {};
    for (const Chunk& c : read_chunks(source.container)) {
      if (c.type == "ICCP") blobs.icc.assign(c.data.begin(), c.data.end());
      if (c.type == "EXIF" && blobs.exif.empty()) blobs.exif.assign(c.data.begin(), c.data.end());
      if (c.type == "XMP " && blobs.xmp.empty()) blobs.xmp.assign(c.data.begin(), c.data.end());
      if (c.type == kWebpMark) {
        if (edit.marks == MetadataEdit::Marks::keep) append_chunk(out.unknown, c.type, c.data);
      } else if (!is_metadata(c.type) && !is_image(c.type) && !edit.strips(Metadata::comment)) {
        append_chunk(out.unknown, c.type, c.data);
      }
    }
  }
  if (!edit.mark.empty()) append_chunk(out.unknown, kWebpMark, as_bytes(edit.mark));
  out.blobs = edited(blobs, edit);
  return out;
}

}  // namespace

Result<Bytes> webp_with_metadata(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit) {
  const std::vector<Chunk> chunks = read_chunks(encoded);
  if (chunks.empty()) return unexpected_output("WebP");
  const Carried carried = carry(source, edit);
  const MetadataBlobs& blobs = carried.blobs;
  Bytes out;
  append(out, as_bytes(std::string_view("RIFF\0\0\0\0WEBP", 12)));
  const auto images = std::count_if(chunks.begin(), chunks.end(), [](const Chunk& c) { return is_image(c.type); });
  const auto still = std::find_if(chunks.begin(), chunks.end(), [](const Chunk& c) { return is_bitstream(c.type); });
  const bool bare = blobs.icc.empty() && blobs.exif.empty() && blobs.xmp.empty() && carried.unknown.empty();
  if (bare && images == 1 && still != chunks.end()) {
    append_chunk(out, still->type, still->data);
    set_riff_size(out);
    return out;
  }

  Bytes header = chunks.front().type == "VP8X" ? Bytes(chunks.front().data.begin(), chunks.front().data.end())
                                               : extended_header(chunks.front());
  if (header.size() < 10) return unexpected_output("WebP");
  std::uint8_t flags =
      std::to_integer<std::uint8_t>(header[0]) & static_cast<std::uint8_t>(~(kHasProfile | kHasExif | kHasXmp));
  if (!blobs.icc.empty()) flags |= kHasProfile;
  if (!blobs.exif.empty()) flags |= kHasExif;
  if (!blobs.xmp.empty()) flags |= kHasXmp;
  header[0] = std::byte{flags};

  append_chunk(out, "VP8X", header);
  append_chunk(out, "ICCP", blobs.icc);
  for (const Chunk& c : chunks) {
    if (!is_metadata(c.type) && c.type != kWebpMark) append_chunk(out, c.type, c.data);
  }
  append_chunk(out, "EXIF", blobs.exif);
  append_chunk(out, "XMP ", blobs.xmp);
  append(out, carried.unknown);
  set_riff_size(out);
  return out;
}

}  // namespace whittle::container
