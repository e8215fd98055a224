#include "container/jpeg/late.h"

#include "container/jpeg/markers.h"

namespace whittle::container {
namespace {

bool is_metadata(std::uint8_t marker) {
  return (marker >= jpeg::kApp0 && marker <= jpeg::kApp15) || marker == jpeg::kCom;
}

/// Calls `visit` with each segment and whether it is a late one, up to EOI or the first damage.
template <typename Visit>
void visit_segments(ByteView jpeg, const Visit& visit) {
  JpegMarkers markers(jpeg);
  bool scanned = false;
  for (;;) {
    const Result<std::optional<JpegSegment>> segment = markers.next();
    if (!segment.ok() || !*segment) return;
    visit(**segment, scanned && is_metadata((*segment)->marker));
    scanned = scanned || (*segment)->marker == jpeg::kSos;
  }
}

/// Of EXIF, XMP and IPTC nobody knows here which parts are to go: all of it, when any is.
bool stays(const JpegSegment& s, const MetadataEdit& edit) {
  if (s.marker == jpeg::kApp0 || s.marker == jpeg::kApp14 || s.marker == jpeg::kApp11) return false;
  const bool packet = s.marker == jpeg::kApp1 || s.marker == jpeg::kApp13;
  return packet ? edit.strip == 0 : !edit.strips(Metadata::comment);
}

}  // namespace

Bytes late_jpeg_segments(ByteView jpeg, const MetadataEdit& edit) {
  Bytes out;
  visit_segments(jpeg, [&](const JpegSegment& s, bool late) {
    if (late && stays(s, edit)) append(out, s.whole);
  });
  return out;
}

Extras late_jpeg_extras(ByteView jpeg) {
  Extras found = 0;
  visit_segments(jpeg, [&](const JpegSegment& s, bool late) {
    if (late && s.marker == jpeg::kApp11 && is_jumbf(s.payload)) found |= bit(Extra::credentials);
  });
  return found;
}

Bytes with_late_jpeg_segments(Bytes picture, const Bytes& late) {
  if (late.empty()) return picture;
  Bytes out;
  out.reserve(picture.size() + late.size());
  visit_segments(picture, [&](const JpegSegment& s, bool is_late) {
    if (s.marker == jpeg::kEoi) append(out, late);
    if (!is_late) append(out, ByteView(picture).subspan(s.offset, s.end - s.offset));
  });
  return out;
}

}  // namespace whittle::container
