#include "container/jpeg/markers.h"

#include "container/defect.h"

namespace whittle::container {
namespace {

std::string name_of(std::uint8_t marker) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  return std::string("JPEG marker FF") + kDigits[marker >> 4] + kDigits[marker & 15];
}

bool is_known(std::uint8_t marker) {
  return marker == jpeg::kTem || jpeg::is_sof(marker) || marker == jpeg::kDht || marker == jpeg::kDac ||
         (marker >= jpeg::kSoi && marker <= jpeg::kDri) || (marker >= jpeg::kApp0 && marker <= jpeg::kApp15) ||
         marker == jpeg::kCom;
}

}  // namespace

Result<std::optional<JpegSegment>> JpegMarkers::next() {
  if (ended_) return std::optional<JpegSegment>{};
  if (started_) return next_marker();
  started_ = true;
  if (file_.size() < 2) return truncated("the JPEG SOI marker", 0);
  if (be16(file_, 0) != 0xFFD8) return corrupt("no JPEG SOI marker", 0);
  at_ = 2;
  return std::optional<JpegSegment>(JpegSegment{jpeg::kSoi, 0, 2, {}, {}});
}

Result<std::optional<JpegSegment>> JpegMarkers::next_marker() {
  if (at_ >= file_.size()) return truncated("the JPEG, before its EOI marker", at_);
  if (u8(file_, at_) != 0xFF) return corrupt("bytes between JPEG segments", at_);
  while (at_ + 1 < file_.size() && u8(file_, at_ + 1) == 0xFF) ++at_;
  if (at_ + 1 >= file_.size()) return truncated("a JPEG marker", at_);

  JpegSegment segment;
  segment.marker = u8(file_, at_ + 1);
  segment.offset = at_;
  segment.end = at_ + 2;
  if (!is_known(segment.marker) || segment.marker == jpeg::kSoi) {
    return corrupt("unexpected " + name_of(segment.marker), at_);
  }
  if (segment.marker == jpeg::kEoi) {
    ended_ = true;
  } else if (segment.marker != jpeg::kTem) {
    if (file_.size() - at_ < 4) return truncated("the length of " + name_of(segment.marker), at_);
    const std::size_t length = be16(file_, at_ + 2);
    if (length < 2) return corrupt("length below 2 of " + name_of(segment.marker), at_);
    if (length > file_.size() - at_ - 2) return truncated(name_of(segment.marker), at_);
    segment.payload = file_.subspan(at_ + 4, length - 2);
    segment.end = at_ + 2 + length;
    if (segment.marker == jpeg::kSos) TRY(read_scan(segment));
  }
  at_ = segment.end;
  return std::optional<JpegSegment>(segment);
}

/// Entropy-coded data ends at a marker other than RSTn. FF 00 is a data byte, also behind more FFs (libjpeg reads it
/// so).
Status JpegMarkers::read_scan(JpegSegment& segment) {
  const std::size_t begin = segment.end;
  std::size_t at = begin;
  while (at < file_.size()) {
    const void* found = std::memchr(file_.data() + at, 0xFF, file_.size() - at);
    if (found == nullptr) break;
    const std::size_t marker = static_cast<std::size_t>(static_cast<const std::byte*>(found) - file_.data());
    at = marker + 1;
    while (at < file_.size() && u8(file_, at) == 0xFF) ++at;
    if (at >= file_.size()) break;
    const std::uint8_t code = u8(file_, at++);
    if (code == 0 || jpeg::is_rst(code)) continue;
    segment.scan = file_.subspan(begin, marker - begin);
    segment.end = marker;
    return {};
  }
  return truncated("the entropy-coded data of a JPEG scan, before any EOI", file_.size());
}

Result<JpegFrame> parse_jpeg_frame(std::uint8_t sof, ByteView payload, std::uint64_t offset) {
  if (payload.size() < 6) return corrupt("JPEG frame header too short", offset);
  JpegFrame frame;
  frame.sof = sof;
  frame.precision = u8(payload, 0);
  frame.height = be16(payload, 1);
  frame.width = be16(payload, 3);
  const std::size_t count = u8(payload, 5);
  if (payload.size() != 6 + 3 * count) return corrupt("JPEG frame header of wrong length", offset);
  if (frame.width == 0) return corrupt("JPEG of zero width", offset);
  if (frame.height == 0) return corrupt("JPEG of zero or undefined height", offset);
  if (count < 1 || count > 4) return corrupt("JPEG with " + std::to_string(count) + " components", offset);
  const bool lossless = jpeg::is_lossless(sof);
  if (frame.precision < (lossless ? 2 : 8) || frame.precision > (lossless ? 16 : 12)) {
    return corrupt("JPEG with " + std::to_string(frame.precision) + " bits a sample", offset);
  }
  frame.count = static_cast<std::uint8_t>(count);
  for (std::size_t i = 0; i < count; ++i) {
    JpegComponent& component = frame.components[i];
    component.id = u8(payload, 6 + 3 * i);
    component.h = u8(payload, 7 + 3 * i) >> 4;
    component.v = u8(payload, 7 + 3 * i) & 15;
    component.table = u8(payload, 8 + 3 * i);
    const bool sampling = component.h >= 1 && component.h <= 4 && component.v >= 1 && component.v <= 4;
    if (!sampling || component.table > 3) return corrupt("JPEG frame header with impossible component", offset);
  }
  return frame;
}

}  // namespace whittle::container
