// PNG and APNG: every chunk's CRC, the order of critical chunks, the frame sequence. What decoders pass over is no
// damage, wherever it stands (rules.h). The pixels are not inflated here, but the
// size of the compressed data is held against what the picture needs: deflate never does better than 1032 to 1.

#include <array>

#include "container/defect.h"
#include "container/png/chunks.h"
#include "container/png/png.h"
#include "container/png/rules.h"

namespace whittle::container {
namespace {

constexpr std::uint64_t kDeflateLimit = 1032;  // 258 bytes from two bits

class Check {
 public:
  explicit Check(ByteView file) : chunks_(file) {}

  Status run() {
    for (;;) {
      TRY_ASSIGN(const std::optional<PngChunk> chunk, chunks_.next());
      if (!chunk) return {};
      if (!chunk->crc_matches()) return corrupt("CRC of PNG chunk " + fourcc_text(chunk->type), chunk->offset);
      TRY(take(*chunk));
      previous_ = chunk->type;
    }
  }

 private:
  Status take(const PngChunk& chunk) {
    if ((chunk.type == png::kIhdr) != (previous_ == 0)) return corrupt("PNG IHDR missing or not first", chunk.offset);
    if (chunk.type == png::kIhdr) {
      TRY_ASSIGN(ihdr_, parse_png_header(chunk.data, chunk.offset));
      rules_.emplace(ihdr_);
      return {};
    }
    switch (rules_->next(chunk.type, chunk.data.size(), chunk.data)) {
      case PngRules::Verdict::broken:
        return corrupt("impossible or second PNG palette", chunk.offset);
      case PngRules::Verdict::ignored:
        return {};
      case PngRules::Verdict::disputed:
        if (chunk.type == png::kActl) return {};  // the first one announces what is held against it
        return take_counting(chunk);
      case PngRules::Verdict::counts:
        return take_counting(chunk);
    }
    return {};
  }

  Status take_counting(const PngChunk& chunk) {
    switch (chunk.type) {
      case png::kPlte:
        return {};
      case png::kIdat:
        return take_idat(chunk);
      case png::kActl:
        return take_actl(chunk);
      case png::kFctl:
        return take_fctl(chunk);
      case png::kFdat:
        return take_fdat(chunk);
      case png::kIend:
        return take_iend(chunk);
      default:
        if (png::is_critical(chunk.type)) {
          return corrupt("unknown critical PNG chunk " + fourcc_text(chunk.type), chunk.offset);
        }
        return {};
    }
  }

  Status take_idat(const PngChunk& chunk) {
    if (ihdr_.colour == PngColour::palette && rules_->palette() == 0)
      return corrupt("PNG without its palette", chunk.offset);
    had_idat_ = true;
    for (const std::byte byte : chunk.data.first(std::min<std::size_t>(chunk.data.size(), 2))) {
      if (zlib_size_ < 2) zlib_[zlib_size_++] = byte;
    }
    pixels_ += chunk.data.size();
    control_pending_ = false;
    return {};
  }

  Status take_actl(const PngChunk& chunk) {
    frames_ = be32(chunk.data, 0);  // 8 bytes and not 0, or it would not count
    animated_ = true;
    return {};
  }

  Status take_sequence(const PngChunk& chunk) {
    if (chunk.data.size() < 4) return corrupt("APNG chunk too short", chunk.offset);
    if (be32(chunk.data, 0) != sequence_++) return corrupt("APNG chunk out of sequence", chunk.offset);
    return {};
  }

  Status take_fctl(const PngChunk& chunk) {
    TRY(take_sequence(chunk));
    if (chunk.data.size() != 26) return corrupt("APNG fcTL of wrong length", chunk.offset);
    if (control_pending_) return corrupt("APNG frame without data", chunk.offset);
    if (++controls_ > frames_) return corrupt("more APNG frames than announced", chunk.offset);
    const std::uint64_t width = be32(chunk.data, 4), height = be32(chunk.data, 8);
    const std::uint64_t left = be32(chunk.data, 12), top = be32(chunk.data, 16);
    const bool inside = width > 0 && height > 0 && left + width <= ihdr_.width && top + height <= ihdr_.height;
    const bool whole = width == ihdr_.width && height == ihdr_.height;
    if (!inside || (!had_idat_ && !whole)) return corrupt("APNG frame outside of the picture", chunk.offset);
    if (u8(chunk.data, 24) > 2 || u8(chunk.data, 25) > 1)
      return corrupt("APNG frame with unknown operation", chunk.offset);
    control_pending_ = true;
    return {};
  }

  Status take_fdat(const PngChunk& chunk) {
    TRY(take_sequence(chunk));
    if (!had_idat_) return corrupt("APNG fdAT before IDAT", chunk.offset);
    if (controls_ == 0 || (!control_pending_ && previous_ != png::kFdat)) {
      return corrupt("APNG fdAT without fcTL", chunk.offset);
    }
    control_pending_ = false;
    return {};
  }

  Status take_iend(const PngChunk& chunk) {
    if (!had_idat_) return corrupt("PNG without IDAT", chunk.offset);
    if (zlib_size_ < 2) return truncated("the compressed pixels of the PNG", chunk.offset);
    const unsigned method = static_cast<unsigned>(zlib_[0]), flags = static_cast<unsigned>(zlib_[1]);
    if ((method & 15) != 8 || method >> 4 > 7 || (method * 256 + flags) % 31 != 0 || (flags & 0x20) != 0) {
      return corrupt("PNG pixels without a zlib header, in the chunks before", chunk.offset);
    }
    const std::uint64_t row = (std::uint64_t{ihdr_.width} * ihdr_.channels() * ihdr_.depth + 7) / 8;
    if (row / kDeflateLimit > pixels_ || row * ihdr_.height / kDeflateLimit > pixels_) {
      return truncated("the compressed pixels of the PNG", chunk.offset);
    }
    if (animated_ && (controls_ != frames_ || control_pending_)) {
      return truncated("the APNG, before its last frame", chunk.offset);
    }
    return {};
  }

  PngChunks chunks_;
  PngHeader ihdr_;
  std::optional<PngRules> rules_;  ///< from IHDR on
  std::uint32_t previous_ = 0;     ///< type of the chunk before, 0 at the first
  bool had_idat_ = false;
  std::uint64_t pixels_ = 0;  ///< bytes in IDAT
  std::array<std::byte, 2> zlib_{};
  std::size_t zlib_size_ = 0;
  bool animated_ = false, control_pending_ = false;
  std::uint32_t frames_ = 0, controls_ = 0, sequence_ = 0;
};

}  // namespace

Status check_png(ByteView file) {
  return Check(file).run();
}

std::size_t png_picture_end(ByteView file) {
  PngChunks chunks(file);
  for (;;) {
    const Result<std::optional<PngChunk>> chunk = chunks.next();
    if (!chunk.ok()) return file.size();
    if (!*chunk) return chunks.position();
  }
}

}  // namespace whittle::container
