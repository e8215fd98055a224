// JPEG: APPn and COM segments of the source go before the encoder's tables, in their order, JFIF first.

#include "container/jpeg/metadata.h"

#include "container/jpeg/jpeg.h"
#include "container/jpeg/markers.h"

namespace whittle::container {
namespace {

constexpr std::string_view kAdobe("Adobe", 5), kJumbf("jumb", 4), kJfif("JFIF\0", 5), kExif("Exif\0\0", 6),
    kXmp("http://ns.adobe.com/xap/1.0/\0", 29), kXmpExtension("http://ns.adobe.com/xmp/extension/\0", 35),
    kIcc("ICC_PROFILE\0", 12), kPhotoshop("Photoshop 3.0\0", 14), kMpf("MPF\0", 4), kJfxx("JFXX\0", 5);

void append_segment(Bytes& out, std::uint8_t marker, std::string_view name, ByteView payload) {
  const std::size_t length = 2 + name.size() + payload.size();
  if (length > 0xFFFF)
    return;  // does not fit: EXIF of that size exists in no JPEG, XMP would need the extension scheme
  append_be16(out, 0xFF00u | marker);
  append_be16(out, length);
  append(out, as_bytes(name));
  append(out, payload);
}

void append_profile(Bytes& out, ByteView icc) {
  constexpr std::size_t kPart = 0xFFFF - 2 - 14;
  const std::size_t parts = (icc.size() + kPart - 1) / kPart;
  if (parts > 255) return;
  for (std::size_t i = 0; i < parts; ++i) {
    const char name[15] = {
        'I', 'C', 'C', '_', 'P', 'R', 'O', 'F', 'I', 'L', 'E', 0, static_cast<char>(i + 1), static_cast<char>(parts),
        0};
    append_segment(out, 0xE2, std::string_view(name, 14),
                   icc.subspan(i * kPart, std::min(kPart, icc.size() - i * kPart)));
  }
}

// Segments of the source that describe the old coding or sign the old bytes: MPF offsets, C2PA, Adobe's colour
// transform.
bool belongs_to_old_coding(const JpegSegment& s) {
  return s.marker == 0xEE || s.marker == 0xEB || (s.marker == 0xE2 && has_text(s.payload, 0, kMpf)) ||
         (s.marker == 0xE0 && has_text(s.payload, 0, kJfif));
}

bool is_metadata(const JpegSegment& s) {
  return (s.marker >= 0xE0 && s.marker <= 0xEF) || s.marker == 0xFE;
}

void carry(Bytes& out, const JpegSegment& s, const MetadataEdit& edit, bool& exif_done) {
  if (s.marker == 0xFE && is_mark(s.payload)) {
    if (edit.marks == MetadataEdit::Marks::keep) append(out, s.whole);
  } else if (s.marker == 0xE1 && has_text(s.payload, 0, kExif)) {
    const Bytes exif = exif_done ? Bytes{} : edited_exif(s.payload, edit);
    exif_done = true;
    if (!exif.empty()) append_segment(out, 0xE1, kExif, exif);
  } else if (s.marker == 0xE1 && has_text(s.payload, 0, kXmp)) {
    const Bytes xmp = edited_xmp(s.payload.subspan(kXmp.size()), edit);
    if (!xmp.empty()) append_segment(out, 0xE1, kXmp, xmp);
  } else if (s.marker == 0xE1 && has_text(s.payload, 0, kXmpExtension)) {
    if (!edit.strips(Metadata::xmp) && !edit.strips(Metadata::gps)) append(out, s.whole);
  } else if (s.marker == 0xE2 && has_text(s.payload, 0, kIcc)) {
    if (edit.profile == MetadataEdit::Profile::keep) append(out, s.whole);
  } else if (s.marker == 0xED && has_text(s.payload, 0, kPhotoshop)) {
    if (!edit.strips(Metadata::iptc)) append(out, s.whole);
  } else if (s.marker == 0xE0 && has_text(s.payload, 0, kJfxx)) {
    if (!edit.strips(Metadata::thumb) && !edit.new_size) append(out, s.whole);
  } else if (!edit.strips(Metadata::comment)) {
    append(out, s.whole);
  }
}

Bytes carried(const MetadataSource& source, const MetadataEdit& edit) {
  Bytes out;
  if (source.container.empty()) {
    const MetadataBlobs blobs = edited(source.blobs, edit);
    if (!blobs.exif.empty()) append_segment(out, 0xE1, kExif, blobs.exif);
    if (!blobs.xmp.empty()) append_segment(out, 0xE1, kXmp, blobs.xmp);
    append_profile(out, blobs.icc);
    return out;
  }
  bool exif_done = false;
  for (const JpegSegment& s : read_jpeg_opening(source.container).segments) {
    if (is_metadata(s) && !belongs_to_old_coding(s)) carry(out, s, edit, exif_done);
  }
  return out;
}

// JFIF stands first and says how large a pixel is. libvips leaves it out when it writes no metadata, and where it does
// not know the size it claims 25 dpi: so it is written here, for sources that have one. CMYK and RGB files carry
// Adobe's marker instead.
void append_jfif(Bytes& out, const std::vector<JpegSegment>& encoded, const MetadataSource& source) {
  const auto is_jfif = [](const JpegSegment& s) {
    return s.marker == 0xE0 && has_text(s.payload, 0, kJfif) && s.payload.size() >= 12;
  };
  const bool adobe = std::any_of(encoded.begin(), encoded.end(), [](const JpegSegment& s) { return s.marker == 0xEE; });
  const std::vector<JpegSegment> segments = read_jpeg_opening(source.container).segments;
  const auto original = std::find_if(segments.begin(), segments.end(), is_jfif);
  if (adobe || original == segments.end()) return;
  // Version, density, and a thumbnail of no size.
  Bytes payload(original->payload.begin() + static_cast<std::ptrdiff_t>(kJfif.size()), original->payload.begin() + 12);
  payload.resize(payload.size() + 2);
  append_segment(out, 0xE0, kJfif, payload);
}

// What of the old coding is true of the new one too, when the coefficients are the same. APP11 also holds the layers of
// JPEG XT; only JUMBF boxes, which sign bytes, are false now.
bool belongs_to_coefficients(const JpegSegment& s, const JpegCoding& coding) {
  if (s.marker == 0xEE && has_text(s.payload, 0, kAdobe)) return coding.adobe;
  if (s.marker == 0xEB) return !has_text(s.payload, 12, kJumbf);
  return s.marker == 0xE2 && has_text(s.payload, 0, kMpf) && coding.multi_picture;
}

void carry_jfif(Bytes& out, const JpegSegment& s, const MetadataEdit& edit) {
  if (!edit.strips(Metadata::thumb) || s.payload.size() < 14) return append(out, s.whole);
  Bytes payload(s.payload.begin() + static_cast<std::ptrdiff_t>(kJfif.size()), s.payload.begin() + 12);
  payload.resize(payload.size() + 2);
  append_segment(out, 0xE0, kJfif, payload);
}

}  // namespace

Bytes jpeg_profile(ByteView jpeg) {
  const std::vector<JpegSegment> segments = read_jpeg_opening(jpeg).segments;
  Bytes profile;
  for (std::size_t part = 1; part <= 255; ++part) {
    const auto found = std::find_if(segments.begin(), segments.end(), [&](const JpegSegment& s) {
      return s.marker == 0xE2 && has_text(s.payload, 0, kIcc) && s.payload.size() > 14 && u8(s.payload, 12) == part;
    });
    if (found == segments.end()) break;
    append(profile, found->payload.subspan(14));
  }
  return profile;
}

JpegMarkersFound jpeg_markers_of(ByteView jpeg) {
  const std::vector<JpegSegment> segments = read_jpeg_opening(jpeg).segments;
  JpegMarkersFound found;
  for (const JpegSegment& s : segments) {
    found.jfif |= s.marker == 0xE0 && has_text(s.payload, 0, kJfif);
    found.multi_picture |= s.marker == 0xE2 && has_text(s.payload, 0, kMpf);
    if (s.marker == 0xEE && has_text(s.payload, 0, kAdobe) && s.payload.size() >= 12) {
      found.adobe_transform = u8(s.payload, 11);
    }
  }
  return found;
}

Bytes jpeg_segments(ByteView jpeg, const MetadataEdit& edit, const JpegCoding& coding) {
  const std::vector<JpegSegment> segments = read_jpeg_opening(jpeg).segments;
  Bytes out;
  bool jfif_done = false, exif_done = false;
  for (const JpegSegment& s : segments) {
    if (s.marker != 0xE0 || !has_text(s.payload, 0, kJfif) || jfif_done) continue;
    carry_jfif(out, s, edit);
    jfif_done = true;
  }
  for (const JpegSegment& s : segments) {
    if (!is_metadata(s)) continue;
    if (belongs_to_coefficients(s, coding)) {
      append(out, s.whole);
    } else if (!belongs_to_old_coding(s)) {
      carry(out, s, edit, exif_done);
    }
  }
  return out;
}

Result<Bytes> jpeg_with_metadata(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit) {
  const auto [segments, scan] = read_jpeg_opening(encoded);
  if (scan == 0) return unexpected_output("JPEG");
  Bytes out;
  const Bytes metadata = carried(source, edit);
  out.reserve(encoded.size() + metadata.size());
  append(out, encoded.first(2));
  append_jfif(out, segments, source);
  append(out, metadata);
  if (!edit.mark.empty()) append_segment(out, 0xFE, edit.mark, {});
  for (const JpegSegment& s : segments) {
    const bool wanted = s.marker == 0xEE || s.marker < 0xE0 || (s.marker > 0xEF && s.marker != 0xFE);
    if (wanted) append(out, s.whole);
  }
  append(out, encoded.subspan(scan));
  return out;
}

std::optional<Mark> read_jpeg_mark(ByteView file) {
  for (const JpegSegment& segment : read_jpeg_opening(file).segments) {
    if (segment.marker != jpeg::kCom) continue;
    if (const auto mark = parse_mark(segment.payload)) return mark;
  }
  return std::nullopt;
}

}  // namespace whittle::container
