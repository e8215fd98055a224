#pragma once
// The segments of a JPEG, in order. The only code that knows how they follow each other.
//
//   JpegMarkers markers(file);
//   for (;;) {
//     TRY_ASSIGN(const std::optional<JpegSegment> segment, markers.next());
//     if (!segment) break;                      // EOI was the last one; markers.position() is where the trailer begins
//     ...
//   }

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "container/window.h"

namespace whittle::container {

namespace jpeg {
inline constexpr std::uint8_t kSof0 = 0xC0, kSof1 = 0xC1, kSof2 = 0xC2, kSof3 = 0xC3, kDht = 0xC4, kJpg = 0xC8,
                              kSof9 = 0xC9, kDac = 0xCC, kSof15 = 0xCF, kRst0 = 0xD0, kRst7 = 0xD7, kSoi = 0xD8,
                              kEoi = 0xD9, kSos = 0xDA, kDqt = 0xDB, kDnl = 0xDC, kDri = 0xDD, kDhp = 0xDE, kExp = 0xDF,
                              kJpegLs = 0xF7, kApp0 = 0xE0, kApp1 = 0xE1, kApp2 = 0xE2, kApp11 = 0xEB, kApp13 = 0xED,
                              kApp14 = 0xEE, kApp15 = 0xEF, kCom = 0xFE, kTem = 0x01;

constexpr bool is_sof(std::uint8_t marker) {
  return marker >= kSof0 && marker <= kSof15 && marker != kDht && marker != kJpg && marker != kDac;
}
constexpr bool is_rst(std::uint8_t marker) {
  return marker >= kRst0 && marker <= kRst7;
}
/// SOF9 and up: arithmetic coding.
constexpr bool is_arithmetic(std::uint8_t sof) {
  return sof >= kSof9;
}
constexpr bool is_progressive(std::uint8_t sof) {
  return (sof & 3) == 2;
}
constexpr bool is_lossless(std::uint8_t sof) {
  return (sof & 3) == 3;
}
/// SOF5-7, SOF13-15: differential frames of a hierarchical file.
constexpr bool is_differential(std::uint8_t sof) {
  return (sof & 4) != 0;
}
}  // namespace jpeg

/// What stands before a segment's payload. The payload may reach past the end of the file.
struct JpegSegmentHead {
  std::uint8_t marker = 0;
  std::uint64_t offset = 0;  ///< of the FF of the marker; fill bytes before it belong to nothing
  std::uint64_t end = 0;     ///< behind the payload

  std::uint64_t payload() const { return offset + 4; }
  std::size_t size() const { return end - payload(); }  ///< of the payload; only where the marker has a length
};

/// The segment that begins at `at`, or behind the fill bytes there, its payload unseen. SOI, EOI, TEM, RSTn and the
/// markers below SOF0 are taken to have no length. Errors: bytes that are no marker, a length below 2 (corrupt);
/// truncated.
Result<JpegSegmentHead> read_jpeg_segment_head(Window& file, std::uint64_t at);

struct JpegSegment {
  std::uint8_t marker = 0;
  std::size_t offset = 0;  ///< of the FF of the marker; fill bytes before it belong to nothing
  std::size_t end = 0;     ///< of the segment, for SOS with its entropy-coded data
  ByteView whole;          ///< marker, length and payload
  ByteView payload;        ///< behind the length; empty for SOI, EOI and TEM
  ByteView scan;           ///< SOS only: the entropy-coded data with its restart markers
};

/// What stands between SOI and the first scan of a file in memory, up to the first damage.
struct JpegOpening {
  std::vector<JpegSegment> segments;
  std::size_t scan = 0;  ///< where the first scan begins (its SOS); 0: no scan was reached
};
JpegOpening read_jpeg_opening(ByteView file);

/// All segments of a file in memory.
class JpegMarkers {
 public:
  explicit JpegMarkers(ByteView file) : bytes_(file), file_(file) {}

  /// SOI, then every segment, then EOI, then nullopt. Bytes between segments that are no fill bytes are corrupt, so are
  /// reserved markers; the end of the file before EOI is truncated.
  Result<std::optional<JpegSegment>> next();
  /// Where the next segment is looked for; after EOI: the first byte behind the image.
  std::size_t position() const { return at_; }

 private:
  Result<std::optional<JpegSegment>> next_marker();
  Status read_scan(JpegSegment& segment);

  ByteView bytes_;
  Window file_;
  std::size_t at_ = 0;
  bool started_ = false, ended_ = false;
};

/// Where the first byte behind a picture is: behind its EOI, or the size of a file without one.
std::size_t jpeg_picture_end(ByteView file);

/// Whether the payload of an APP11 segment begins a JUMBF superbox (ISO 19566-5): "JP", number, sequence, length, type.
bool is_jumbf(ByteView app11);

struct JpegComponent {
  std::uint8_t id = 0, h = 1, v = 1, table = 0;
};

/// What a SOF segment says.
struct JpegFrame {
  std::uint8_t sof = 0;
  std::uint8_t precision = 8;
  std::uint16_t width = 0, height = 0;
  std::uint8_t count = 0;  ///< of components, 1-4
  std::array<JpegComponent, 4> components;
};

/// `payload` is that of the SOF segment at `offset`. Errors: corrupt.
Result<JpegFrame> parse_jpeg_frame(std::uint8_t sof, ByteView payload, std::uint64_t offset);

}  // namespace whittle::container
