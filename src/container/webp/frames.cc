// An ANMF chunk: "ANMF", size, then x/2, y/2, width-1, height-1, duration (3 bytes each), flags, and the frame's own
// chunks.
//   flags bit 0: clear the frame's rectangle after it was shown; bit 1: overwrite instead of blend.

#include "container/webp/frames.h"

#include "container/metadata.h"
#include "container/webp/chunks.h"

namespace whittle::container {
namespace {

constexpr std::size_t kDurationAt = 12, kFlagsAt = 15;
constexpr std::uint8_t kClearAfter = 1;

// What libvips makes of a delay.
std::uint32_t as_written(int delay) {
  return delay <= 10 ? 100 : static_cast<std::uint32_t>(delay);
}

// What ANMF says before the frame's own chunks: the rectangle of `frame`, another duration and other flags.
Bytes frame_header(ByteView frame, int delay, std::uint8_t flags) {
  Bytes out(frame.begin(), frame.begin() + kDurationAt);
  append_le24(out, static_cast<std::uint32_t>(std::max(0, delay)));
  append_u8(out, flags);
  return out;
}

// `frame` (an ANMF payload) with another duration; what follows it in the same merged run must not find the rectangle
// cleared.
void append_frame(Bytes& out, ByteView frame, int delay, bool last_of_run) {
  std::uint8_t flags = u8(frame, kFlagsAt);
  if (!last_of_run) flags &= static_cast<std::uint8_t>(~kClearAfter);
  Bytes payload = frame_header(frame, delay, flags);
  append(payload, frame.subspan(webp::kFrameHeader));
  append_riff_chunk(out, webp::kAnmf, payload);
}

// A transparent frame in the rectangle of `frame`. Its VP8L stream has no transforms, no cache and five codes of a
// single symbol 0, so that a pixel takes no bits: 23 bits after the header, whatever the size.
void append_repeat(Bytes& out, ByteView frame, int delay, bool last_of_run) {
  const std::uint32_t width = le24(frame, 6), height = le24(frame, 9);  // minus one
  Bytes stream{std::byte{0x2F}};
  append_le32(stream, width | height << 14 | 1u << 28);
  append_le24(stream, 0b0001'0001'0001'0001'0001'000);
  Bytes payload = frame_header(
      frame, delay, last_of_run ? static_cast<std::uint8_t>(u8(frame, kFlagsAt) & kClearAfter) : std::uint8_t{0});
  append_riff_chunk(payload, webp::kVp8l, stream);
  append_riff_chunk(out, webp::kAnmf, payload);
}

}  // namespace

Result<Bytes> restore_webp_frames(ByteView encoded, const std::vector<int>& delays) {
  Result<RiffChunks> chunks = webp_chunks(encoded);
  if (!chunks.ok() || std::uint64_t{le32(encoded, 4)} + 8 != encoded.size()) return unexpected_output("WebP");
  Bytes out(encoded.begin(), encoded.begin() + webp::kFileHeader);
  std::size_t next = 0;  // of delays
  for (;;) {
    const Result<std::optional<RiffChunk>> chunk = chunks->next();
    if (!chunk.ok()) return unexpected_output("WebP");
    if (!*chunk) break;
    const auto& [type, offset, end, data] = **chunk;
    if (type != webp::kAnmf || data.size() < webp::kFrameHeader) {
      append(out, encoded.subspan(offset, end - offset));
      continue;
    }
    const std::uint32_t duration = le24(data, kDurationAt);
    const std::size_t first = next;
    for (std::uint32_t sum = 0; sum < duration && next < delays.size(); ++next) sum += as_written(delays[next]);
    std::uint64_t sum = 0;
    for (std::size_t i = first; i < next; ++i) sum += as_written(delays[i]);
    if (sum != duration || next == first) return unexpected_output("WebP animation");
    append_frame(out, data, delays[first], next == first + 1);
    for (std::size_t i = first + 1; i < next; ++i) append_repeat(out, data, delays[i], i + 1 == next);
  }
  if (next != delays.size()) return unexpected_output("WebP animation");
  set_riff_size(out);
  return out;
}

}  // namespace whittle::container
