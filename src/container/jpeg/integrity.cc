// JPEG: the order and the shape of all segments, and for each scan the least that can be known without decoding: that
// it belongs to the frame, has as many restart markers as it needs, in order, and at least one bit for every code that
// a decoder will want from it. That last bound finds files whose data ends early but that somebody closed with an EOI.

#include <array>

#include "container/defect.h"
#include "container/jpeg/jpeg.h"
#include "container/jpeg/markers.h"

namespace whittle::container {
namespace {

/// A valid file of many refinement scans decodes for minutes. Encoders write about 10, at most some 80.
constexpr int kMaxScans = 500;

std::uint64_t divide_up(std::uint64_t a, std::uint64_t b) {
  return (a + b - 1) / b;
}

class Check {
 public:
  explicit Check(ByteView file) : markers_(file) {}

  Status run() {
    for (;;) {
      TRY_ASSIGN(const std::optional<JpegSegment> segment, markers_.next());
      if (!segment) break;
      TRY(take(*segment));
    }
    if (!framed_) return corrupt("JPEG without a frame header", 0);
    for (std::size_t i = 0; i < frame_.count; ++i) {
      if (!coded_[i])
        return truncated("the JPEG, before the first scan of component " + std::to_string(i), markers_.position());
    }
    return {};
  }

 private:
  struct Scan {
    std::array<std::size_t, 4> component{};  ///< indexes into the frame's
    std::size_t count = 0;
    std::uint8_t first = 0, last = 63, high = 0, low = 0;
  };

  Status take(const JpegSegment& segment) {
    const ByteView payload = segment.payload;
    if (jpeg::is_sof(segment.marker)) {
      if (framed_) return corrupt("second JPEG frame header", segment.offset);
      TRY_ASSIGN(frame_, parse_jpeg_frame(segment.marker, payload, segment.offset));
      framed_ = true;
    } else if (segment.marker == jpeg::kDqt) {
      return take_dqt(payload, segment.offset);
    } else if (segment.marker == jpeg::kDht) {
      return take_dht(payload, segment.offset);
    } else if (segment.marker == jpeg::kDac) {
      if (payload.size() % 2 != 0) return corrupt("JPEG DAC segment of odd length", segment.offset);
    } else if (segment.marker == jpeg::kDri) {
      if (payload.size() != 2) return corrupt("JPEG DRI segment of wrong length", segment.offset);
      restart_interval_ = be16(payload, 0);
    } else if (segment.marker == jpeg::kSos) {
      TRY_ASSIGN(const Scan scan, parse_scan(payload, segment.offset));
      return check_scan(scan, segment);
    }
    return {};
  }

  Status take_dqt(ByteView payload, std::size_t offset) {
    for (std::size_t at = 0; at < payload.size();) {
      const unsigned precision = u8(payload, at) >> 4, id = u8(payload, at) & 15;
      if (precision > 1 || id > 3) return corrupt("JPEG quantization table of impossible kind", offset);
      at += 1 + 64 * (precision + 1);
      if (at > payload.size()) return corrupt("JPEG quantization table too short", offset);
      quantization_[id] = true;
    }
    return {};
  }

  Status take_dht(ByteView payload, std::size_t offset) {
    for (std::size_t at = 0; at < payload.size();) {
      if (payload.size() - at < 17) return corrupt("JPEG Huffman table too short", offset);
      if (u8(payload, at) >> 4 > 1 || (u8(payload, at) & 15) > 3) {
        return corrupt("JPEG Huffman table of impossible kind", offset);
      }
      std::size_t symbols = 0;
      std::uint32_t room = 1;  // unused codes of the current length
      for (std::size_t length = 1; length <= 16; ++length) {
        const std::uint32_t count = u8(payload, at + length);
        symbols += count;
        if (count > 2 * room) return corrupt("JPEG Huffman table with more codes than fit", offset);
        room = 2 * room - count;
      }
      at += 17 + symbols;
      if (symbols > 256 || at > payload.size()) return corrupt("JPEG Huffman table too short", offset);
    }
    return {};
  }

  Result<Scan> parse_scan(ByteView payload, std::size_t offset) {
    if (!framed_) return corrupt("JPEG scan before the frame header", offset);
    if (++scans_ > kMaxScans) return corrupt("JPEG with more than " + std::to_string(kMaxScans) + " scans", offset);
    const std::size_t count = payload.empty() ? 0 : u8(payload, 0);
    if (count < 1 || count > 4 || payload.size() != 4 + 2 * count) {
      return corrupt("JPEG scan header of wrong length", offset);
    }
    Scan scan;
    scan.count = count;
    std::array<bool, 4> used{};
    for (std::size_t i = 0; i < count; ++i) {
      std::size_t k = 0;
      while (k < frame_.count && (used[k] || frame_.components[k].id != u8(payload, 1 + 2 * i))) ++k;
      if (k == frame_.count) return corrupt("JPEG scan of an unknown component", offset);
      used[k] = true;
      scan.component[i] = k;
      const unsigned tables = u8(payload, 2 + 2 * i);
      if (tables >> 4 > 3 || (tables & 15) > 3) return corrupt("JPEG scan with impossible tables", offset);
    }
    scan.first = u8(payload, 1 + 2 * count);
    scan.last = u8(payload, 2 + 2 * count);
    scan.high = u8(payload, 3 + 2 * count) >> 4;
    scan.low = u8(payload, 3 + 2 * count) & 15;
    return scan;
  }

  Status check_scan(const Scan& scan, const JpegSegment& segment) {
    const bool lossless = jpeg::is_lossless(frame_.sof);
    for (std::size_t i = 0; i < scan.count; ++i) {
      const std::size_t k = scan.component[i];
      if (!lossless && !quantization_[frame_.components[k].table]) {
        return corrupt("JPEG scan without its quantization table", segment.offset);
      }
      if (!jpeg::is_progressive(frame_.sof) || scan.first == 0) coded_[k] = true;
    }
    if (jpeg::is_progressive(frame_.sof)) TRY(check_progression(scan, segment.offset));
    const std::size_t data = segment.end - segment.scan.size();
    if (segment.scan.empty()) return truncated("a JPEG scan without data", data);
    if (lossless || jpeg::is_differential(frame_.sof)) return {};
    TRY(check_restarts(scan, segment.scan, data));
    if (!jpeg::is_arithmetic(frame_.sof) && std::uint64_t{segment.scan.size()} * 8 < least_bits(scan)) {
      return truncated("a JPEG scan that has fewer bits than the picture needs", segment.end);
    }
    return {};
  }

  static Status check_progression(const Scan& scan, std::size_t offset) {
    const bool dc = scan.first == 0;
    const bool band = dc ? scan.last == 0 : scan.last >= scan.first && scan.last <= 63 && scan.count == 1;
    const bool bits = scan.low <= 13 && (scan.high == 0 || scan.high == scan.low + 1);
    if (!band || !bits) return corrupt("JPEG scan with impossible progression parameters", offset);
    return {};
  }

  /// MCUs of a scan, and 8x8 blocks in all of them.
  struct Extent {
    std::uint64_t mcus = 0, blocks = 0;
  };
  Extent extent(const Scan& scan) const {
    unsigned h_max = 1, v_max = 1;
    for (std::size_t i = 0; i < frame_.count; ++i) {
      h_max = std::max<unsigned>(h_max, frame_.components[i].h);
      v_max = std::max<unsigned>(v_max, frame_.components[i].v);
    }
    if (scan.count == 1) {  // one component: its own blocks, no padding to whole MCUs
      const JpegComponent& c = frame_.components[scan.component[0]];
      const std::uint64_t blocks = divide_up(divide_up(std::uint64_t{frame_.width} * c.h, h_max), 8) *
                                   divide_up(divide_up(std::uint64_t{frame_.height} * c.v, v_max), 8);
      return {blocks, blocks};
    }
    std::uint64_t in_mcu = 0;
    for (std::size_t i = 0; i < scan.count; ++i) {
      const JpegComponent& c = frame_.components[scan.component[i]];
      in_mcu += std::uint64_t{c.h} * c.v;
    }
    const std::uint64_t mcus = divide_up(frame_.width, 8 * h_max) * divide_up(frame_.height, 8 * v_max);
    return {mcus, mcus * in_mcu};
  }

  /// Every Huffman code has a bit or more: a sequential block is a DC code and an AC code at least, a block of a
  /// progressive DC scan one code or bit. Progressive AC blocks may take none (runs of empty blocks).
  std::uint64_t least_bits(const Scan& scan) const {
    const std::uint64_t blocks = extent(scan).blocks;
    if (!jpeg::is_progressive(frame_.sof)) return 2 * blocks;
    return scan.first == 0 ? blocks : 1;
  }

  /// RST0, RST1, ... RST7, RST0, ... one between each two intervals; one more at the end is harmless.
  Status check_restarts(const Scan& scan, ByteView data, std::size_t offset) const {
    std::uint64_t count = 0;
    for (std::size_t at = 0; at + 1 < data.size();) {
      const void* found = std::memchr(data.data() + at, 0xFF, data.size() - 1 - at);
      if (found == nullptr) break;
      at = static_cast<std::size_t>(static_cast<const std::byte*>(found) - data.data()) + 1;
      const std::uint8_t code = u8(data, at);
      if (!jpeg::is_rst(code)) continue;
      if (restart_interval_ == 0 || code != jpeg::kRst0 + (count & 7)) {
        return corrupt("JPEG restart marker out of order", offset + at - 1);
      }
      ++count;
    }
    if (restart_interval_ == 0) return {};
    const std::uint64_t intervals = divide_up(extent(scan).mcus, restart_interval_);
    if (count + 1 < intervals) return truncated("a JPEG scan with missing restart intervals", offset + data.size());
    if (count > intervals) return corrupt("JPEG scan with too many restart intervals", offset);
    return {};
  }

  JpegMarkers markers_;
  JpegFrame frame_;
  bool framed_ = false;
  std::array<bool, 4> coded_{}, quantization_{};
  std::uint32_t restart_interval_ = 0;
  int scans_ = 0;
};

}  // namespace

Status check_jpeg(ByteView file) {
  return Check(file).run();
}

}  // namespace whittle::container
