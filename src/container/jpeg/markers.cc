#include "container/jpeg/markers.h"

#include <algorithm>

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

bool has_length(std::uint8_t marker) {
  return marker >= jpeg::kSof0 && !jpeg::is_rst(marker) && marker != jpeg::kSoi && marker != jpeg::kEoi;
}

/// Comments and what programs say: libjpeg goes on behind their length, whatever it is.
bool is_passed_over(std::uint8_t marker) {
  return (marker >= jpeg::kApp0 && marker <= jpeg::kApp15) || marker == jpeg::kCom;
}

/// The segment of `head`, which lies inside the file; its scan is not looked for.
JpegSegment segment_of(ByteView file, const JpegSegmentHead& head) {
  const ByteView whole = file.subspan(head.offset, head.end - head.offset);
  return {head.marker, head.offset, head.end, whole, whole.subspan(std::min<std::size_t>(4, whole.size())), {}};
}

}  // namespace

Result<JpegSegmentHead> read_jpeg_segment_head(Window& file, std::uint64_t at) {
  for (std::uint32_t step = 0; step < kMaxSteps; ++step, ++at) {
    TRY_ASSIGN(const ByteView bytes, file.need(at, 2, "a JPEG marker"));
    if (u8(bytes, 0) != 0xFF) return corrupt("bytes between JPEG segments", at);
    const std::uint8_t marker = u8(bytes, 1);
    if (marker == 0xFF) continue;  // fill byte
    if (!has_length(marker)) return JpegSegmentHead{marker, at, at + 2};
    if (file.size() - at < 4) return truncated("the length of " + name_of(marker), at);
    TRY_ASSIGN(const ByteView field, file.need(at + 2, 2, "a JPEG segment"));
    const std::size_t length = be16(field, 0);
    if (length < 2 && !is_passed_over(marker)) return corrupt("length below 2 of " + name_of(marker), at);
    return JpegSegmentHead{marker, at, at + 2 + std::max<std::size_t>(length, 2)};
  }
  return corrupt("too many JPEG fill bytes", at);
}

JpegOpening read_jpeg_opening(ByteView file) {
  JpegOpening opening;
  if (file.size() < 2 || be16(file, 0) != 0xFFD8) return opening;
  Window window(file);
  for (std::uint64_t at = 2;;) {
    const Result<JpegSegmentHead> head = read_jpeg_segment_head(window, at);
    if (!head.ok()) return opening;
    if (head->marker == jpeg::kSos) {
      opening.scan = head->offset;
      return opening;
    }
    if (head->end > file.size()) return opening;
    opening.segments.push_back(segment_of(file, *head));
    at = head->end;
  }
}

Result<std::optional<JpegSegment>> JpegMarkers::next() {
  if (ended_) return std::optional<JpegSegment>{};
  if (started_) return next_marker();
  started_ = true;
  if (bytes_.size() < 2) return truncated("the JPEG SOI marker", 0);
  if (be16(bytes_, 0) != 0xFFD8) return corrupt("no JPEG SOI marker", 0);
  at_ = 2;
  return std::optional<JpegSegment>(segment_of(bytes_, {jpeg::kSoi, 0, 2}));
}

Result<std::optional<JpegSegment>> JpegMarkers::next_marker() {
  if (at_ >= bytes_.size()) return truncated("the JPEG, before its EOI marker", at_);
  TRY_ASSIGN(const JpegSegmentHead head, read_jpeg_segment_head(file_, at_));
  if (!is_known(head.marker) || head.marker == jpeg::kSoi) {
    return corrupt("unexpected " + name_of(head.marker), head.offset);
  }
  if (head.end > bytes_.size()) return truncated(name_of(head.marker), head.offset);
  JpegSegment segment = segment_of(bytes_, head);
  ended_ = segment.marker == jpeg::kEoi;
  if (segment.marker == jpeg::kSos) TRY(read_scan(segment));
  at_ = segment.end;
  return std::optional<JpegSegment>(segment);
}

/// Entropy-coded data ends at a marker other than RSTn. FF 00 is a data byte, also behind more FFs (libjpeg reads it
/// so).
Status JpegMarkers::read_scan(JpegSegment& segment) {
  const std::size_t begin = segment.end;
  std::size_t at = begin;
  while (at < bytes_.size()) {
    const void* found = std::memchr(bytes_.data() + at, 0xFF, bytes_.size() - at);
    if (found == nullptr) break;
    const std::size_t marker = static_cast<std::size_t>(static_cast<const std::byte*>(found) - bytes_.data());
    at = marker + 1;
    while (at < bytes_.size() && u8(bytes_, at) == 0xFF) ++at;
    if (at >= bytes_.size()) break;
    const std::uint8_t code = u8(bytes_, at++);
    if (code == 0 || jpeg::is_rst(code)) continue;
    segment.scan = bytes_.subspan(begin, marker - begin);
    segment.end = marker;
    return {};
  }
  return truncated("the entropy-coded data of a JPEG scan, before any EOI", bytes_.size());
}

std::size_t jpeg_picture_end(ByteView file) {
  JpegMarkers markers(file);
  for (;;) {
    const Result<std::optional<JpegSegment>> segment = markers.next();
    if (!segment.ok()) return file.size();
    if (!*segment) return markers.position();
  }
}

bool is_jumbf(ByteView app11) {
  return has_text(app11, 0, "JP") && has_text(app11, 12, "jumb");
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
