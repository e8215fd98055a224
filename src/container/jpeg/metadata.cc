// JPEG: APPn and COM segments of the source go before the encoder's tables, in their order, JFIF first.

#include "container/jpeg/metadata.h"

#include <cmath>
#include <utility>

#include "container/jpeg/blobs.h"
#include "container/jpeg/jpeg.h"
#include "container/jpeg/late.h"
#include "container/jpeg/markers.h"
#include "container/jpeg/tail.h"
#include "container/payload/iptc.h"
#include "container/payload/xmp.h"

namespace whittle::container {
namespace {

constexpr std::size_t kLargestProfile = 255 * (0xFFFF - 2 - 14);

constexpr std::string_view kAdobe("Adobe", 5), kJfif("JFIF\0", 5), kMpf("MPF\0", 4), kJfxx("JFXX\0", 5),
    kGainMap("urn:iso:std:iso:ts:21496:-1\0", 28);

bool is_exif(const JpegSegment& s) {
  return s.marker == jpeg::kApp1 && has_text(s.payload, 0, jpeg::kExifName);
}

/// Says what stands behind the picture, or what it is for.
bool lists_tail(const JpegSegment& s) {
  return s.marker == jpeg::kApp2 && (has_text(s.payload, 0, kMpf) || has_text(s.payload, 0, kGainMap));
}

// Segments of the source that describe the old coding or sign the old bytes: C2PA, Adobe's colour transform.
bool belongs_to_old_coding(const JpegSegment& s) {
  return s.marker == jpeg::kApp14 || s.marker == jpeg::kApp11 || lists_tail(s) ||
         (s.marker == jpeg::kApp0 && has_text(s.payload, 0, kJfif));
}

bool is_metadata(const JpegSegment& s) {
  return (s.marker >= jpeg::kApp0 && s.marker <= jpeg::kApp15) || s.marker == jpeg::kCom;
}

// Metadata segments of a file on their way into another. What spreads over several is written where its first one
// stands, and as it is when nothing of it changes.
class Carrier {
 public:
  Carrier(const std::vector<JpegSegment>& segments, const MetadataEdit& edit)
      : blobs_(read_jpeg_blobs(segments)), edit_(edit) {}

  void carry(Bytes& out, const JpegSegment& s) {
    if (be16(s.whole, 2) < 2) return;  // says nothing, and not every reader gets past its length
    if (s.marker == jpeg::kCom && is_mark(s.payload)) {
      if (edit_.marks == MetadataEdit::Marks::keep) append(out, s.whole);
    } else if (is_exif(s)) {
      carry_exif(out, s);
    } else if (s.marker == jpeg::kApp1 && has_text(s.payload, 0, jpeg::kXmpName)) {
      carry_xmp(out, s);
    } else if (s.marker == jpeg::kApp1 && has_text(s.payload, 0, jpeg::kXmpExtensionName)) {
      if (!rewrites_xmp()) append(out, s.whole);
    } else if (s.marker == jpeg::kApp2 && has_text(s.payload, 0, jpeg::kIccName)) {
      if (edit_.profile == MetadataEdit::Profile::keep) append(out, s.whole);
    } else if (jpeg_irb_begin(s) > 0) {
      carry_irb(out, s);
    } else if (s.marker == jpeg::kApp0 && has_text(s.payload, 0, kJfxx)) {
      if (!edit_.strips(Metadata::thumb) && !edit_.new_size) append(out, s.whole);
    } else if (!edit_.strips(Metadata::comment)) {
      append(out, s.whole);
    }
  }

 private:
  bool rewrites_xmp() const {
    return edit_.strips(Metadata::xmp) || edit_.strips(Metadata::gps) || edit_.strips(Metadata::copyright) ||
           edit_.strips(Metadata::extras);
  }

  void carry_exif(Bytes& out, const JpegSegment& s) {
    for (const JpegExif& exif : blobs_.exif) {
      if (exif.offset != s.offset) continue;
      const bool first = &exif == &blobs_.exif.front();
      if (first || !edit_.strips(Metadata::exif)) append_jpeg_exif(out, edited_exif(exif.block, edit_));
    }
  }

  void carry_xmp(Bytes& out, const JpegSegment& s) {
    const ByteView packet = s.payload.subspan(jpeg::kXmpName.size());
    const bool first = packet.data() == blobs_.xmp.data();
    append_jpeg_xmp(out, edited_xmp(first && rewrites_xmp() ? ByteView(blobs_.whole_xmp()) : packet, edit_));
  }

  void carry_irb(Bytes& out, const JpegSegment& s) {
    if (irb_is_new_) return;
    const Bytes irb = edited_irb(blobs_.irb, edit_);
    if (irb == blobs_.irb) return append(out, s.whole);
    append_jpeg_irb(out, irb);
    irb_is_new_ = true;
  }

  JpegBlobs blobs_;
  const MetadataEdit& edit_;
  bool irb_is_new_ = false;
};

void append_comment(Bytes& out, ByteView text) {
  constexpr std::size_t kMost = 0xFFFF - 2;
  for (std::size_t at = 0; at < text.size(); at += kMost) {
    append_jpeg_segment(out, jpeg::kCom, {}, text.subspan(at, std::min(kMost, text.size() - at)));
  }
}

Bytes carried(const MetadataSource& source, const MetadataEdit& edit, bool has_tail) {
  Bytes out;
  if (source.container.empty()) {
    const MetadataBlobs blobs = edited(source.blobs, edit);
    append_jpeg_exif(out, blobs.exif);
    append_jpeg_xmp(out, blobs.xmp);
    append_jpeg_irb(out, blobs.irb);
    append_jpeg_profile(out, blobs.icc);
    for (const std::string& comment : blobs.comments) append_comment(out, as_bytes(comment));
    return out;
  }
  const std::vector<JpegSegment> segments = read_jpeg_opening(source.container).segments;
  Carrier carrier(segments, edit);
  for (const JpegSegment& s : segments) {
    if (has_tail && lists_tail(s)) {
      append(out, s.whole);
    } else if (is_metadata(s) && !belongs_to_old_coding(s)) {
      carrier.carry(out, s);
    }
  }
  return out;
}

bool is_jfif(const JpegSegment& s) {
  return s.marker == jpeg::kApp0 && has_text(s.payload, 0, kJfif) && s.payload.size() >= 12;
}

/// Version, density, and a thumbnail of no size.
void append_jfif_of(Bytes& out, ByteView head, Turn turn = Turn::none) {
  Bytes payload(head.begin(), head.end());
  if (turn != Turn::none) std::swap_ranges(payload.begin() + 3, payload.begin() + 5, payload.begin() + 5);
  payload.resize(payload.size() + 2);
  append_jpeg_segment(out, jpeg::kApp0, kJfif, payload);
}

void append_jfif_of(Bytes& out, const Density& density) {
  const double most = std::max(density.x, density.y);
  if (std::min(density.x, density.y) < 1 || most > 0xFFFF) return;
  Bytes head;
  append_be16(head, 0x0101);
  append_u8(head, density.unit == Density::Unit::inch ? 1 : 0);
  append_be16(head, static_cast<std::uint64_t>(std::lround(density.x)));
  append_be16(head, static_cast<std::uint64_t>(std::lround(density.y)));
  append_jfif_of(out, head);
}

// JFIF stands first and says how large a pixel is. libvips leaves it out when it writes no metadata, and where it does
// not know the size it claims 25 dpi: so it is written here, for sources that have one. CMYK and RGB files carry
// Adobe's marker instead.
void append_jfif(Bytes& out, const std::vector<JpegSegment>& encoded, const MetadataSource& source,
                 const MetadataEdit& edit) {
  const bool adobe =
      std::any_of(encoded.begin(), encoded.end(), [](const JpegSegment& s) { return s.marker == jpeg::kApp14; });
  if (adobe) return;
  const std::vector<JpegSegment> segments = read_jpeg_opening(source.container).segments;
  const auto original = std::find_if(segments.begin(), segments.end(), is_jfif);
  if (original != segments.end()) return append_jfif_of(out, original->payload.subspan(kJfif.size(), 7), edit.turn);
  const auto density = edited_density(source.blobs.density, edit);
  if (source.container.empty() && density) append_jfif_of(out, *density);
}

std::optional<Density> density_of(const std::vector<JpegSegment>& segments) {
  const auto jfif = std::find_if(segments.begin(), segments.end(), is_jfif);
  if (jfif == segments.end()) return std::nullopt;
  const unsigned unit = u8(jfif->payload, 7);
  const double factor = unit == 2 ? kCmInInch : 1;
  return stated({unit == 0 ? Density::Unit::none : Density::Unit::inch, factor * be16(jfif->payload, 8),
                 factor * be16(jfif->payload, 10)});
}

// What of the old coding is true of the new one too, when the coefficients are the same. APP11 also holds the layers of
// JPEG XT; only JUMBF boxes, which sign bytes, are false now.
bool belongs_to_coefficients(const JpegSegment& s, const JpegCoding& coding) {
  if (s.marker == jpeg::kApp14 && has_text(s.payload, 0, kAdobe)) return coding.adobe;
  if (s.marker == jpeg::kApp11) return !is_jumbf(s.payload);
  return lists_tail(s) && coding.tail;
}

void carry_jfif(Bytes& out, const JpegSegment& s, const MetadataEdit& edit) {
  if (!edit.strips(Metadata::thumb) || s.payload.size() < 14) return append(out, s.whole);
  append_jfif_of(out, s.payload.subspan(kJfif.size(), 7));
}

}  // namespace

Bytes jpeg_profile(ByteView jpeg) {
  return read_jpeg_blobs(read_jpeg_opening(jpeg).segments).icc;
}

JpegMarkersFound jpeg_markers_of(ByteView jpeg) {
  const std::vector<JpegSegment> segments = read_jpeg_opening(jpeg).segments;
  JpegMarkersFound found;
  for (const JpegSegment& s : segments) {
    found.jfif |= s.marker == jpeg::kApp0 && has_text(s.payload, 0, kJfif);
    if (s.marker == jpeg::kApp14 && has_text(s.payload, 0, kAdobe) && s.payload.size() >= 12) {
      found.adobe_transform = u8(s.payload, 11);
    }
  }
  return found;
}

Bytes jpeg_segments(ByteView jpeg, const MetadataEdit& edit, const JpegCoding& coding) {
  const std::vector<JpegSegment> segments = read_jpeg_opening(jpeg).segments;
  Bytes out;
  bool jfif_done = false;
  Carrier carrier(segments, edit);
  for (const JpegSegment& s : segments) {
    if (s.marker != jpeg::kApp0 || !has_text(s.payload, 0, kJfif) || jfif_done) continue;
    carry_jfif(out, s, edit);
    jfif_done = true;
  }
  for (const JpegSegment& s : segments) {
    if (!is_metadata(s)) continue;
    if (belongs_to_coefficients(s, coding)) {
      append(out, s.whole);
    } else if (!belongs_to_old_coding(s)) {
      carrier.carry(out, s);
    }
  }
  return out;
}

Status check_jpeg_metadata(ByteView jpeg, const MetadataSource& source, const MetadataEdit& edit) {
  const JpegBlobs written = read_jpeg_blobs(read_jpeg_opening(jpeg).segments);
  MetadataBlobs wanted = source.blobs;
  Bytes irb;
  if (!source.container.empty()) {
    const JpegBlobs blobs = read_jpeg_blobs(read_jpeg_opening(source.container).segments);
    wanted = {blobs.icc, blobs.exif.empty() ? Bytes{} : blobs.exif.front().block, blobs.whole_xmp()};
    irb = edited_irb(blobs.irb, edit);
  }
  wanted = edited(wanted, edit);
  if (source.container.empty()) irb = wanted.irb;
  const Bytes exif = written.exif.empty() ? Bytes{} : written.exif.front().block;
  const char* const lost = exif != wanted.exif                                                 ? "EXIF"
                           : !same_xmp(as_text(written.whole_xmp()), as_text(wanted.xmp))      ? "XMP"
                           : written.icc != wanted.icc && wanted.icc.size() <= kLargestProfile ? "colour profile"
                           : written.irb != irb                                                ? "IPTC"
                                                                                               : nullptr;
  if (lost == nullptr) return {};
  return make_error(Category::processing, Reason::verification_failed,
                    std::string("the result has other metadata than it should: ") + lost);
}

Result<Bytes> jpeg_with_metadata(ByteView encoded, const MetadataSource& source, const MetadataEdit& edit) {
  const auto [segments, scan] = read_jpeg_opening(encoded);
  if (scan == 0) return unexpected_output("JPEG");
  const JpegTail tail = source.container.empty() ? JpegTail{0, {}, edit} : jpeg_tail(source.container, edit);
  Bytes out;
  const Bytes metadata = carried(source, tail.edit, !tail.bytes.empty());
  out.reserve(encoded.size() + metadata.size() + tail.bytes.size());
  append(out, encoded.first(2));
  append_jfif(out, segments, source, edit);
  append(out, metadata);
  if (!edit.mark.empty()) append_jpeg_segment(out, jpeg::kCom, edit.mark, {});
  for (const JpegSegment& s : segments) {
    const bool wanted = s.marker == jpeg::kApp14 || !is_metadata(s);
    if (wanted) append(out, s.whole);
  }
  append(out, encoded.subspan(scan, jpeg_picture_end(encoded) - scan));
  out = with_late_jpeg_segments(std::move(out), late_jpeg_segments(source.container, edit));
  TRY(append_jpeg_tail(out, source.container, tail));
  TRY(check_jpeg_metadata(out, source, tail.edit));
  return out;
}

void complete_jpeg_blobs(ByteView file, MetadataBlobs& blobs) {
  const std::vector<JpegSegment> segments = read_jpeg_opening(file).segments;
  const JpegBlobs own = read_jpeg_blobs(segments);
  blobs.density = density_of(segments);
  if (!own.exif.empty()) blobs.exif = own.exif.front().block;
  blobs.xmp = own.whole_xmp();
  blobs.irb = own.irb;
  add_rights(blobs, rights_in_irb(own.irb));
  for (const JpegSegment& s : segments) {
    if (s.marker == jpeg::kCom) add_comment(blobs, s.payload);
  }
}

std::optional<Mark> read_jpeg_mark(ByteView file) {
  for (const JpegSegment& segment : read_jpeg_opening(file).segments) {
    if (segment.marker != jpeg::kCom) continue;
    if (const auto mark = parse_mark(segment.payload)) return mark;
  }
  return std::nullopt;
}

}  // namespace whittle::container
