// An ANMF chunk: "ANMF", size, then x/2, y/2, width-1, height-1, duration (3 bytes each), flags, and the frame's own
// chunks.
//   flags bit 0: clear the frame's rectangle after it was shown; bit 1: overwrite instead of blend.
// ANIM: the background (4 bytes, which viewers do not show) and how often it plays (2 bytes, 0 without end).

#include "container/webp/frames.h"

#include "container/metadata.h"
#include "container/webp/chunks.h"
#include "container/webp/webp.h"

namespace whittle::container {
namespace {

constexpr std::size_t kDurationAt = 12, kFlagsAt = 15, kPlaysAt = 4;
constexpr std::uint8_t kClearAfter = 1, kReplace = 2;

// What ANMF says before the frame's own chunks: the rectangle of `frame`, another duration and other flags.
Bytes frame_header(ByteView frame, std::uint32_t delay, std::uint8_t flags) {
  Bytes out(frame.begin(), frame.begin() + kDurationAt);
  append_le24(out, delay);
  append_u8(out, flags);
  return out;
}

// `frame` (an ANMF payload) with another duration; what follows it in the same merged run must not find the rectangle
// cleared.
void append_frame(Bytes& out, ByteView frame, std::uint32_t delay, bool last_of_run) {
  std::uint8_t flags = u8(frame, kFlagsAt);
  if (!last_of_run) flags &= static_cast<std::uint8_t>(~kClearAfter);
  Bytes payload = frame_header(frame, delay, flags);
  append(payload, frame.subspan(webp::kFrameHeader));
  append_riff_chunk(out, webp::kAnmf, payload);
}

// A transparent frame in the rectangle of `frame`. Its VP8L stream has no transforms, no cache and five codes of a
// single symbol 0, so that a pixel takes no bits: 23 bits after the header, whatever the size.
void append_repeat(Bytes& out, ByteView frame, std::uint32_t delay, bool last_of_run) {
  const std::uint32_t width = le24(frame, 6), height = le24(frame, 9);  // minus one
  Bytes stream{std::byte{0x2F}};
  append_le32(stream, width | height << 14 | 1u << 28);
  append_le24(stream, 0b0001'0001'0001'0001'0001'000);
  Bytes payload = frame_header(
      frame, delay, last_of_run ? static_cast<std::uint8_t>(u8(frame, kFlagsAt) & kClearAfter) : std::uint8_t{0});
  append_riff_chunk(payload, webp::kVp8l, stream);
  append_riff_chunk(out, webp::kAnmf, payload);
}

/// The chunks of a WebP file; none where it is not as an encoder writes it.
std::vector<RiffChunk> chunks_of(ByteView file) {
  std::vector<RiffChunk> found;
  Result<RiffChunks> chunks = webp_chunks(file);
  if (!chunks.ok() || std::uint64_t{le32(file, 4)} + 8 != file.size()) return {};
  for (;;) {
    const Result<std::optional<RiffChunk>> chunk = chunks->next();
    if (!chunk.ok()) return {};
    if (!*chunk) return found;
    found.push_back(**chunk);
  }
}

bool is_frame(const RiffChunk& chunk) {
  return chunk.type == webp::kAnmf && chunk.data.size() >= webp::kFrameHeader;
}
bool is_image(const RiffChunk& chunk) {
  return chunk.type == webp::kVp8 || chunk.type == webp::kVp8l || chunk.type == webp::kAlph;
}

constexpr std::string_view kEmptyFile("RIFF\0\0\0\0WEBP", webp::kFileHeader);

/// The payload of VP8X.
Bytes extended_header(const Area& canvas, std::uint8_t flags) {
  Bytes out;
  append_le32(out, flags);
  append_le24(out, canvas.width - 1);
  append_le24(out, canvas.height - 1);
  return out;
}

/// The size that VP8X says, or the bitstream of a file without it.
Result<Area> canvas_of(const RiffChunk& first) {
  if (first.type == webp::kVp8x && first.data.size() >= 10) {
    return Area{0, 0, le24(first.data, 4) + 1, le24(first.data, 7) + 1};
  }
  if (first.type != webp::kVp8 && first.type != webp::kVp8l) return unexpected_output("WebP");
  TRY_ASSIGN(const WebpBitstream image, parse_webp_bitstream(first.type, first.data, first.offset));
  return Area{0, 0, image.width, image.height};
}

bool has_alpha(ByteView file, const RiffChunk& frame) {
  RiffChunks chunks = frame_chunks(file, frame);
  for (;;) {
    const Result<std::optional<RiffChunk>> chunk = chunks.next();
    if (!chunk.ok() || !*chunk) return false;
    if ((*chunk)->type == webp::kAlph) return true;
    if ((*chunk)->type != webp::kVp8l) continue;
    const Result<WebpBitstream> image = parse_webp_bitstream(webp::kVp8l, (*chunk)->data, (*chunk)->offset);
    if (image.ok() && image->alpha) return true;
  }
}

/// The picture of `frame` as a file.
Bytes picture_of(ByteView file, const RiffChunk& frame) {
  Bytes image;
  RiffChunks chunks = frame_chunks(file, frame);
  bool alpha_plane = false;
  for (;;) {
    const Result<std::optional<RiffChunk>> chunk = chunks.next();
    if (!chunk.ok() || !*chunk) break;
    alpha_plane = alpha_plane || (*chunk)->type == webp::kAlph;
    if (is_image(**chunk)) append_riff_chunk(image, (*chunk)->type, (*chunk)->data);
  }
  Bytes out;
  append(out, as_bytes(kEmptyFile));
  if (alpha_plane) {
    const Area area = webp_frame_area(frame.data);
    append_riff_chunk(out, webp::kVp8x, extended_header(area, webp::kHasAlpha));
  }
  append(out, image);
  set_riff_size(out);
  return out;
}

/// A still picture as an animation of one frame that lasts as long as all.
Result<Bytes> as_animation(const std::vector<RiffChunk>& still, std::uint32_t duration) {
  TRY_ASSIGN(const Area canvas, canvas_of(still.front()));
  Bytes frame;
  append_le24(frame, 0);
  append_le24(frame, 0);
  append_le24(frame, canvas.width - 1);
  append_le24(frame, canvas.height - 1);
  append_le24(frame, duration);
  append_u8(frame, 0);
  for (const RiffChunk& chunk : still) {
    if (is_image(chunk)) append_riff_chunk(frame, chunk.type, chunk.data);
  }
  Bytes out;
  append(out, as_bytes(kEmptyFile));
  append_riff_chunk(out, webp::kVp8x, extended_header(canvas, webp::kHasAnimation));
  append_riff_chunk(out, webp::kAnim, Bytes(6, std::byte{0xFF}));
  append_riff_chunk(out, webp::kAnmf, frame);
  set_riff_size(out);
  return out;
}

/// Writes the frames of `encoded`, each with its part of `timing`.
class Restorer {
 public:
  Restorer(ByteView encoded, const Timing& timing) : encoded_(encoded), timing_(timing) {}

  Result<Bytes> run(const std::vector<RiffChunk>& chunks) {
    if (chunks.front().type != webp::kVp8x) return unexpected_output("WebP animation");
    TRY_ASSIGN(const Area canvas, canvas_of(chunks.front()));
    Ground ground(canvas);
    append(out_, encoded_.first(webp::kFileHeader));
    for (const RiffChunk& chunk : chunks) {
      if (is_frame(chunk)) {
        TRY(frame(chunk.data));
        ground.paint(webp_frame_area(chunk.data), webp_frame_disposal(chunk.data));
        alpha_ = alpha_ || has_alpha(encoded_, chunk);
      } else if (chunk.type == webp::kAnim && chunk.data.size() >= 6) {
        Bytes data(chunk.data.begin(), chunk.data.end());
        store_number(data, kPlaysAt, timing_.plays, 2, std::endian::little);
        append_riff_chunk(out_, chunk.type, data);
      } else {
        append(out_, encoded_.subspan(chunk.offset, chunk.end - chunk.offset));
      }
    }
    if (next_ != timing_.delays.size()) return unexpected_output("WebP animation");
    std::byte& flags = out_[webp::kFileHeader + 8];
    if (alpha_ || ground.shows()) flags |= std::byte{webp::kHasAlpha};
    set_riff_size(out_);
    return std::move(out_);
  }

 private:
  Status frame(ByteView data) {
    const std::uint32_t duration = le24(data, kDurationAt), parts = duration / kWebpEncodedDelay;
    const bool fits = duration % kWebpEncodedDelay == 0 && parts > 0 && parts <= timing_.delays.size() - next_;
    if (!fits) return unexpected_output("WebP animation");
    append_frame(out_, data, timing_.delays[next_], parts == 1);
    for (std::uint32_t i = 1; i < parts; ++i) append_repeat(out_, data, timing_.delays[next_ + i], i + 1 == parts);
    alpha_ = alpha_ || parts > 1;
    next_ += parts;
    return {};
  }

  ByteView encoded_;
  const Timing& timing_;
  Bytes out_;
  std::size_t next_ = 0;  ///< of the delays
  bool alpha_ = false;    ///< in some frame
};

}  // namespace

Area webp_frame_area(ByteView frame) {
  return {le24(frame, 0) * 2, le24(frame, 3) * 2, le24(frame, 6) + 1, le24(frame, 9) + 1};
}

Disposal webp_frame_disposal(ByteView frame) {
  return (u8(frame, kFlagsAt) & kClearAfter) != 0 ? Disposal::clear : Disposal::keep;
}

Result<Bytes> restore_webp_frames(ByteView encoded, const Timing& timing) {
  const std::vector<RiffChunk> chunks = chunks_of(encoded);
  if (chunks.empty() || timing.delays.empty()) return unexpected_output("WebP");
  if (std::any_of(chunks.begin(), chunks.end(), is_frame)) return Restorer(encoded, timing).run(chunks);
  const std::size_t duration = timing.delays.size() * kWebpEncodedDelay;
  if (duration > 0xFF'FFFF) return unexpected_output("WebP");
  TRY_ASSIGN(const Bytes animation, as_animation(chunks, static_cast<std::uint32_t>(duration)));
  return Restorer(animation, timing).run(chunks_of(animation));
}

std::vector<WebpFrame> read_webp_frames(ByteView file) {
  std::vector<WebpFrame> frames;
  Result<RiffChunks> chunks = webp_chunks(file);
  while (chunks.ok()) {
    const Result<std::optional<RiffChunk>> chunk = chunks->next();
    if (!chunk.ok() || !*chunk) break;
    if (!is_frame(**chunk)) continue;
    const ByteView data = (*chunk)->data;
    const bool replaces = (u8(data, kFlagsAt) & kReplace) != 0;
    frames.push_back({webp_frame_area(data), webp_frame_disposal(data),
                      replaces ? WebpFrame::Blend::replace : WebpFrame::Blend::over, picture_of(file, **chunk)});
  }
  return frames;
}

Timing read_webp_timing(ByteView file) {
  Timing timing;
  Result<RiffChunks> chunks = webp_chunks(file);
  while (chunks.ok()) {
    const Result<std::optional<RiffChunk>> chunk = chunks->next();
    if (!chunk.ok() || !*chunk) break;
    if (is_frame(**chunk)) timing.delays.push_back(le24((*chunk)->data, kDurationAt));
    if ((*chunk)->type == webp::kAnim && (*chunk)->data.size() >= 6) timing.plays = le16((*chunk)->data, kPlaysAt);
  }
  return timing;
}

}  // namespace whittle::container
