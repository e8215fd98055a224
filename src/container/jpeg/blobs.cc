#include "container/jpeg/blobs.h"

#include <algorithm>

#include "base/md5.h"
#include "container/payload/xmp.h"

namespace whittle::container {
namespace {

constexpr std::size_t kRoom = 0xFFFF - 2;                ///< of a segment behind its length
constexpr std::size_t kExtensionHead = 35 + 32 + 4 + 4;  ///< name, digest of the packet, its size, offset of the part

bool has_tiff_header(ByteView bytes) {
  return has_text(bytes, 0, std::string_view("II*\0", 4)) || has_text(bytes, 0, std::string_view("MM\0*", 4));
}

std::vector<JpegExif> read_exif(const std::vector<JpegSegment>& segments) {
  std::vector<JpegExif> found;
  bool open = false;  // the segment before was EXIF
  for (const JpegSegment& s : segments) {
    const bool exif = s.marker == jpeg::kApp1 && has_text(s.payload, 0, jpeg::kExifName);
    if (exif) {
      const ByteView part = s.payload.subspan(jpeg::kExifName.size());
      if (!open || has_tiff_header(part)) found.push_back({s.offset, {}});
      append(found.back().block, part);
    }
    open = exif;
  }
  return found;
}

/// The packet that `name` belongs to, or nothing when a part of it is missing.
Bytes read_extension(const std::vector<JpegSegment>& segments, std::string_view name) {
  std::vector<std::pair<std::uint32_t, ByteView>> parts;
  std::uint32_t whole = 0;
  for (const JpegSegment& s : segments) {
    const bool mine = s.marker == jpeg::kApp1 && has_text(s.payload, 0, jpeg::kXmpExtensionName) &&
                      has_text(s.payload, 35, name) && s.payload.size() > kExtensionHead;
    if (!mine) continue;
    whole = be32(s.payload, 35 + 32);
    parts.emplace_back(be32(s.payload, 35 + 36), s.payload.subspan(kExtensionHead));
  }
  std::stable_sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  Bytes out;
  for (const auto& [offset, part] : parts) {
    if (offset == out.size()) append(out, part);
  }
  return out.size() == whole ? out : Bytes{};
}

Bytes read_profile(const std::vector<JpegSegment>& segments) {
  Bytes profile;
  for (std::size_t part = 1; part <= 255; ++part) {
    const auto found = std::find_if(segments.begin(), segments.end(), [&](const JpegSegment& s) {
      return s.marker == jpeg::kApp2 && has_text(s.payload, 0, jpeg::kIccName) && s.payload.size() > 14 &&
             u8(s.payload, 12) == part;
    });
    if (found == segments.end()) break;
    append(profile, found->payload.subspan(14));
  }
  return profile;
}

/// XMP without the processing instructions around it and the white space that editors leave for each other.
std::string_view without_wrapper(std::string_view packet) {
  const std::size_t begin = packet.find("<?xpacket begin"), end = packet.rfind("<?xpacket end");
  if (begin == std::string_view::npos || end == std::string_view::npos) return packet;
  const std::size_t first = packet.find("?>", begin);
  if (first == std::string_view::npos || first + 2 > end) return packet;
  packet = packet.substr(first + 2, end - first - 2);
  return packet.substr(0, packet.find_last_not_of(" \t\r\n") + 1);
}

/// As XMP part 3 (1.1.3.1) has it.
void append_extended_xmp(Bytes& out, std::string_view packet) {
  packet = without_wrapper(packet);
  const std::string name = md5_hex(as_bytes(packet));
  append_jpeg_segment(out, jpeg::kApp1, jpeg::kXmpName, as_bytes(xmp_with_extension_name(name)));
  constexpr std::size_t kPart = kRoom - kExtensionHead;
  for (std::size_t at = 0; at < packet.size(); at += kPart) {
    Bytes payload;
    append(payload, as_bytes(name));
    append_be32(payload, packet.size());
    append_be32(payload, at);
    append(payload, as_bytes(packet.substr(at, kPart)));
    append_jpeg_segment(out, jpeg::kApp1, jpeg::kXmpExtensionName, payload);
  }
}

}  // namespace

Bytes JpegBlobs::whole_xmp() const {
  if (xmp_extension.empty()) return {xmp.begin(), xmp.end()};
  const std::string joined = xmp_joined(xmp_in_utf8(xmp), xmp_in_utf8(xmp_extension));
  return {as_bytes(joined).begin(), as_bytes(joined).end()};
}

std::size_t jpeg_irb_begin(const JpegSegment& s) {
  constexpr std::size_t kOldHead = 27;  // the name, then sizes and places of a preview
  if (s.marker != jpeg::kApp13) return 0;
  if (has_text(s.payload, 0, jpeg::kPhotoshopName)) return jpeg::kPhotoshopName.size();
  return has_text(s.payload, 0, jpeg::kOldPhotoshopName) && s.payload.size() > kOldHead ? kOldHead : 0;
}

JpegBlobs read_jpeg_blobs(const std::vector<JpegSegment>& segments) {
  JpegBlobs blobs;
  blobs.exif = read_exif(segments);
  blobs.icc = read_profile(segments);
  for (const JpegSegment& s : segments) {
    if (s.marker == jpeg::kApp1 && has_text(s.payload, 0, jpeg::kXmpName) && blobs.xmp.empty()) {
      blobs.xmp = s.payload.subspan(jpeg::kXmpName.size());
    }
    if (const std::size_t begin = jpeg_irb_begin(s); begin > 0) append(blobs.irb, s.payload.subspan(begin));
  }
  const std::string extension = xmp_extension_name(xmp_in_utf8(blobs.xmp));
  if (extension.size() == 32) blobs.xmp_extension = read_extension(segments, extension);
  return blobs;
}

void append_jpeg_segment(Bytes& out, std::uint8_t marker, std::string_view name, ByteView payload) {
  append_be16(out, 0xFF00u | marker);
  append_be16(out, 2 + name.size() + payload.size());
  append(out, as_bytes(name));
  append(out, payload);
}

void append_jpeg_exif(Bytes& out, ByteView block) {
  constexpr std::size_t kPart = kRoom - jpeg::kExifName.size();
  while (!block.empty()) {
    std::size_t size = std::min(kPart, block.size());
    while (size > 1 && has_tiff_header(block.subspan(size))) --size;  // would begin a block of its own
    append_jpeg_segment(out, jpeg::kApp1, jpeg::kExifName, block.first(size));
    block = block.subspan(size);
  }
}

void append_jpeg_xmp(Bytes& out, ByteView packet) {
  if (packet.empty()) return;
  if (packet.size() > kRoom - jpeg::kXmpName.size()) return append_extended_xmp(out, as_text(packet));
  append_jpeg_segment(out, jpeg::kApp1, jpeg::kXmpName, packet);
}

void append_jpeg_irb(Bytes& out, ByteView irb) {
  constexpr std::size_t kPart = kRoom - jpeg::kPhotoshopName.size();
  for (; !irb.empty(); irb = irb.subspan(std::min(kPart, irb.size()))) {
    append_jpeg_segment(out, jpeg::kApp13, jpeg::kPhotoshopName, irb.first(std::min(kPart, irb.size())));
  }
}

void append_jpeg_profile(Bytes& out, ByteView icc) {
  constexpr std::size_t kPart = kRoom - 14;
  const std::size_t parts = (icc.size() + kPart - 1) / kPart;
  if (parts > 255) return;
  for (std::size_t i = 0; i < parts; ++i) {
    Bytes payload;
    append_u8(payload, i + 1);
    append_u8(payload, parts);
    append(payload, icc.subspan(i * kPart, std::min(kPart, icc.size() - i * kPart)));
    append_jpeg_segment(out, jpeg::kApp2, jpeg::kIccName, payload);
  }
}

}  // namespace whittle::container
