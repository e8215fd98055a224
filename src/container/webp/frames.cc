// An ANMF chunk: "ANMF", size, then x/2, y/2, width-1, height-1, duration (3 bytes each), flags, and the frame's own
// chunks.
//   flags bit 0: clear the frame's rectangle after it was shown; bit 1: overwrite instead of blend.

#include "container/webp/frames.h"

#include "container/metadata.h"

namespace whittle::container {
namespace {

constexpr std::size_t kHeader = 8, kFrameHeader = 16, kDurationAt = 12, kFlagsAt = 15;
constexpr std::uint8_t kClearAfter = 1;

void append_le(Bytes& out, std::uint32_t v, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(std::byte(v >> 8 * i & 255));
}

std::uint32_t le24(ByteView b, std::size_t at) {
  return le16(b, at) | static_cast<std::uint32_t>(u8(b, at + 2)) << 16;
}

// What libvips makes of a delay.
std::uint32_t as_written(int delay) {
  return delay <= 10 ? 100 : static_cast<std::uint32_t>(delay);
}

// `frame` (an ANMF payload) with another duration; what follows it in the same merged run must not find the rectangle
// cleared.
void append_frame(Bytes& out, ByteView frame, int delay, bool last_of_run) {
  append(out, as_bytes("ANMF"));
  append_le(out, static_cast<std::uint32_t>(frame.size()), 4);
  append(out, frame.first(kDurationAt));
  append_le(out, static_cast<std::uint32_t>(std::max(0, delay)), 3);
  std::uint8_t flags = u8(frame, kFlagsAt);
  if (!last_of_run) flags &= static_cast<std::uint8_t>(~kClearAfter);
  out.push_back(std::byte{flags});
  append(out, frame.subspan(kFrameHeader));
  if (frame.size() % 2 != 0) out.push_back(std::byte{0});
}

// A transparent frame in the rectangle of `frame`. Its VP8L stream has no transforms, no cache and five codes of a
// single symbol 0, so that a pixel takes no bits: 23 bits after the header, whatever the size.
void append_repeat(Bytes& out, ByteView frame, int delay, bool last_of_run) {
  const std::uint32_t width = le24(frame, 6), height = le24(frame, 9);  // minus one
  Bytes payload(frame.begin(), frame.begin() + kDurationAt);
  append_le(payload, static_cast<std::uint32_t>(std::max(0, delay)), 3);
  payload.push_back(
      std::byte{last_of_run ? static_cast<std::uint8_t>(u8(frame, kFlagsAt) & kClearAfter) : std::uint8_t{0}});
  append(payload, as_bytes("VP8L"));
  append_le(payload, 8, 4);
  payload.push_back(std::byte{0x2F});
  append_le(payload, width | height << 14 | 1u << 28, 4);
  append_le(payload, 0b0001'0001'0001'0001'0001'000, 3);
  append(out, as_bytes("ANMF"));
  append_le(out, static_cast<std::uint32_t>(payload.size()), 4);
  append(out, payload);
}

}  // namespace

Result<Bytes> restore_webp_frames(ByteView encoded, const std::vector<int>& delays) {
  const bool webp = has_text(encoded, 0, "RIFF") && has_text(encoded, 8, "WEBP");
  if (!webp || std::uint64_t{le32(encoded, 4)} + 8 != encoded.size()) return unexpected_output("WebP");
  Bytes out(encoded.begin(), encoded.begin() + 12);
  std::size_t next = 0;  // of delays
  for (std::size_t at = 12; at < encoded.size();) {
    if (encoded.size() - at < kHeader) return unexpected_output("WebP");
    const std::size_t size = le32(encoded, at + 4), whole = kHeader + size + size % 2;
    if (size > encoded.size() - at - kHeader) return unexpected_output("WebP");
    const ByteView data = encoded.subspan(at + kHeader, size);
    if (!has_text(encoded, at, "ANMF") || size < kFrameHeader) {
      append(out, encoded.subspan(at, std::min(whole, encoded.size() - at)));
    } else {
      const std::uint32_t duration = le24(data, kDurationAt);
      const std::size_t first = next;
      for (std::uint32_t sum = 0; sum < duration && next < delays.size(); ++next) sum += as_written(delays[next]);
      std::uint64_t sum = 0;
      for (std::size_t i = first; i < next; ++i) sum += as_written(delays[i]);
      if (sum != duration || next == first) return unexpected_output("WebP animation");
      append_frame(out, data, delays[first], next == first + 1);
      for (std::size_t i = first + 1; i < next; ++i) append_repeat(out, data, delays[i], i + 1 == next);
    }
    at += whole;
  }
  if (next != delays.size()) return unexpected_output("WebP animation");
  const auto riff_size = static_cast<std::uint32_t>(out.size() - 8);
  for (std::size_t i = 0; i < 4; ++i) out[4 + i] = std::byte(riff_size >> 8 * i & 255);
  return out;
}

}  // namespace whittle::container
