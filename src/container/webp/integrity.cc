// WebP: sizes of all chunks against each other, and the promises of VP8X against what is there. There is no checksum:
// damage inside a bitstream cannot be seen here.

#include "container/defect.h"
#include "container/webp/chunks.h"
#include "container/webp/webp.h"

namespace whittle::container {
namespace {

class Check {
 public:
  explicit Check(ByteView file) : file_(file) {}

  Status run() {
    TRY_ASSIGN(RiffChunks chunks, webp_chunks(file_));
    TRY_ASSIGN(const std::optional<RiffChunk> first, chunks.next());
    if (!first) return truncated("the WebP, before its first chunk", webp::kFileHeader);
    if (first->type != webp::kVp8x) {
      if (first->type != webp::kVp8 && first->type != webp::kVp8l) {
        return corrupt("unexpected first WebP chunk " + fourcc_text(first->type), first->offset);
      }
      TRY(check_bitstream(*first));
    } else {
      TRY(take_vp8x(*first));
    }
    for (;;) {
      TRY_ASSIGN(const std::optional<RiffChunk> chunk, chunks.next());
      if (!chunk) break;
      if (extended_) TRY(take(*chunk));
    }
    return extended_ ? check_promises() : Status{};
  }

 private:
  Result<WebpBitstream> check_bitstream(const RiffChunk& chunk) {
    TRY_ASSIGN(const WebpBitstream image, parse_webp_bitstream(chunk.type, chunk.data, chunk.offset + 8));
    if (chunk.type == webp::kVp8) {
      const std::uint32_t first_partition = le24(chunk.data, 0) >> 5;
      if (first_partition > chunk.data.size() - 10)
        return truncated("the VP8 data, in its first partition", chunk.offset);
    }
    return image;
  }

  Status take_vp8x(const RiffChunk& chunk) {
    if (chunk.data.size() < 10) return corrupt("WebP VP8X chunk too short", chunk.offset);
    extended_ = true;
    flags_ = u8(chunk.data, 0);
    width_ = le24(chunk.data, 4) + 1;
    height_ = le24(chunk.data, 7) + 1;
    return {};
  }

  Status take(const RiffChunk& chunk) {
    switch (chunk.type) {
      case webp::kVp8x:
        return corrupt("second WebP VP8X chunk", chunk.offset);
      case webp::kVp8:
      case webp::kVp8l: {
        if (++images_ > 1) return corrupt("second image in a still WebP", chunk.offset);
        TRY_ASSIGN(const WebpBitstream image, check_bitstream(chunk));
        if (!has(webp::kHasAnimation) && (image.width != width_ || image.height != height_)) {
          return corrupt("WebP image of another size than its canvas", chunk.offset);
        }
        return {};
      }
      case webp::kAnim:
        if (chunk.data.size() < 6) return corrupt("WebP ANIM chunk too short", chunk.offset);
        ++animations_;
        return {};
      case webp::kAnmf:
        ++frames_;
        return take_frame(chunk);
      default:
        return {};
    }
  }

  Status take_frame(const RiffChunk& frame) {
    if (frame.data.size() < webp::kFrameHeader) return corrupt("WebP ANMF chunk too short", frame.offset);
    const Area area = webp_frame_area(frame.data);
    if (!Area{0, 0, width_, height_}.holds(area)) return corrupt("WebP frame outside of the canvas", frame.offset);
    RiffChunks chunks = frame_chunks(file_, frame);
    bool image = false;
    for (;;) {
      TRY_ASSIGN(const std::optional<RiffChunk> chunk, chunks.next());
      if (!chunk) break;
      if (chunk->type != webp::kVp8 && chunk->type != webp::kVp8l) continue;
      if (image) return corrupt("second image in a WebP frame", chunk->offset);
      image = true;
      TRY_ASSIGN(const WebpBitstream bitstream, check_bitstream(*chunk));
      if (bitstream.width != area.width || bitstream.height != area.height) {
        return corrupt("WebP image of another size than its frame", chunk->offset);
      }
    }
    if (!image) return corrupt("WebP frame without an image", frame.offset);
    return {};
  }

  Status check_promises() const {
    const std::size_t end = file_.size();
    if (has(webp::kHasAnimation)) {
      if (animations_ != 1 || images_ != 0) return corrupt("animated WebP without ANIM or with a still image", end);
      if (frames_ == 0) return truncated("the WebP, before its first frame", end);
    } else {
      if (frames_ + animations_ != 0) return corrupt("ANIM or frames in a WebP that is not animated", end);
      if (images_ == 0) return truncated("the WebP, before its image", end);
    }
    return {};
  }

  bool has(std::uint8_t flag) const { return (flags_ & flag) != 0; }

  ByteView file_;
  bool extended_ = false;
  std::uint8_t flags_ = 0;
  std::uint32_t width_ = 0, height_ = 0;
  std::uint64_t images_ = 0, animations_ = 0, frames_ = 0;
};

}  // namespace

Status check_webp(ByteView file) {
  return Check(file).run();
}

}  // namespace whittle::container
