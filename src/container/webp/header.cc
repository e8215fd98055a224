// WebP: the first chunk says it all for a simple file. An extended one (VP8X) is walked to its end, payloads unseen:
// frames are counted, EXIF stands behind the pixels, and only the bitstreams tell lossless from lossy.

#include "container/payload/exif.h"
#include "container/plain_text.h"
#include "container/webp/chunks.h"
#include "container/webp/webp.h"

namespace whittle::container {
namespace {

class Parser {
 public:
  explicit Parser(Window& file) : file_(file) {}

  Result<Header> run() {
    TRY_ASSIGN(const std::uint64_t end, read_webp_end(file_));
    TRY_ASSIGN(const RiffChunkHead first, read_riff_chunk_head(file_, webp::kFileHeader, end));
    header_.colour = Colour::rgb;
    if (first.type == webp::kVp8x) {
      TRY(extended(first, end));
    } else if (first.type == webp::kVp8 || first.type == webp::kVp8l) {
      TRY_ASSIGN(const WebpBitstream image, bitstream(first));
      header_.width = image.width;
      header_.height = image.height;
    } else {
      return corrupt("unexpected first WebP chunk " + fourcc_text(first.type), webp::kFileHeader);
    }
    return header_;
  }

 private:
  Result<WebpBitstream> bitstream(const RiffChunkHead& head) {
    const std::size_t wanted = std::min<std::size_t>(head.size, webp::kBitstreamHeader);
    TRY_ASSIGN(const ByteView bytes, file_.need(head.data(), wanted, "a WebP bitstream header"));
    TRY_ASSIGN(const WebpBitstream image, parse_webp_bitstream(head.type, bytes, head.data()));
    if (head.type == webp::kVp8) {
      header_.coding = Coding::lossy;
    } else if (header_.coding == Coding::unknown) {
      header_.coding = Coding::lossless;
    }
    if (image.alpha) header_.alpha = Has::yes;
    return image;
  }

  Status extended(const RiffChunkHead& vp8x, std::uint64_t end) {
    if (vp8x.size < 10) return corrupt("WebP VP8X chunk too short", vp8x.offset);
    TRY_ASSIGN(const ByteView bytes, file_.need(vp8x.data(), 10, "WebP chunk VP8X"));
    const std::uint8_t flags = u8(bytes, 0);
    if ((flags & webp::kHasAlpha) != 0) header_.alpha = Has::yes;
    header_.width = le24(bytes, 4) + 1;
    header_.height = le24(bytes, 7) + 1;
    Ground ground({0, 0, header_.width, header_.height});
    std::uint32_t images = 0, frames = 0;
    std::uint64_t at = vp8x.end;
    for (std::uint32_t step = 0; at < end; ++step) {
      if (step == kMaxSteps) return corrupt("too many WebP chunks", at);
      TRY_ASSIGN(const RiffChunkHead head, read_riff_chunk_head(file_, at, end));
      if (head.type == webp::kVp8 || head.type == webp::kVp8l) {
        TRY(bitstream(head));
        ++images;
      } else if (head.type == webp::kAlph) {
        header_.alpha = Has::yes;
      } else if (head.type == webp::kExif && (flags & webp::kHasExif) != 0) {
        TRY(exif(head));
      } else if (head.type == webp::kCredentials) {
        header_.extras |= bit(Extra::credentials);
      } else if (head.type == webp::kAnmf) {
        TRY(frame(head, ground));
        ++frames;
      }
      at = head.end;
    }
    const bool animated = (flags & webp::kHasAnimation) != 0;
    if (animated ? frames == 0 : images == 0) return corrupt("WebP without pixels", vp8x.offset);
    if (animated) header_.frames = frames;
    if (animated && ground.shows()) header_.alpha = Has::yes;
    return {};
  }

  Status frame(const RiffChunkHead& anmf, Ground& ground) {
    if (anmf.size < webp::kFrameHeader) return corrupt("WebP ANMF chunk too short", anmf.offset);
    TRY_ASSIGN(const ByteView head_bytes, file_.need(anmf.data(), webp::kFrameHeader, "a WebP frame"));
    ground.paint(webp_frame_area(head_bytes), webp_frame_disposal(head_bytes));
    std::uint64_t at = anmf.data() + webp::kFrameHeader;
    for (std::uint32_t step = 0; at < anmf.data() + anmf.size; ++step) {
      if (step == kMaxFrameChunks) return corrupt("too many chunks in a WebP frame", at);
      TRY_ASSIGN(const RiffChunkHead head, read_riff_chunk_head(file_, at, anmf.data() + anmf.size));
      if (head.type == webp::kAlph) header_.alpha = Has::yes;
      if (head.type == webp::kVp8 || head.type == webp::kVp8l) {
        TRY(bitstream(head));
        return {};
      }
      at = head.end;
    }
    return corrupt("WebP frame without pixels", anmf.offset);
  }

  Status exif(const RiffChunkHead& head) {
    constexpr std::string_view kPrefix("Exif\0\0", 6);  // copied from a JPEG by careless writers
    const std::size_t seen = std::min<std::size_t>(head.size, kPrefix.size());
    TRY_ASSIGN(const ByteView bytes, file_.need(head.data(), seen, "WebP EXIF"));
    const std::size_t skip = has_text(bytes, 0, kPrefix) ? kPrefix.size() : 0;
    TRY_ASSIGN(header_.orientation, exif_orientation(file_, head.data() + skip, head.size - skip));
    return {};
  }

  static constexpr std::uint32_t kMaxFrameChunks = 64;  // ALPH, a bitstream, and room for unknown ones

  Window& file_;
  Header header_;
};

}  // namespace

bool is_webp(ByteView b) {
  if (!has_text(b, 0, "RIFF") || !has_text(b, 8, "WEBP")) return false;
  return !is_plain_text(b, 4);
}

// Chunks of a file without VP8X, or behind its RIFF size.
Extras hidden_webp_extras(ByteView file) {
  RiffChunks chunks(file, std::min(webp::kFileHeader, file.size()), file.size());
  for (;;) {
    const Result<std::optional<RiffChunk>> chunk = chunks.next();
    if (!chunk.ok() || !*chunk) return 0;
    if ((*chunk)->type == webp::kCredentials) return bit(Extra::credentials);
  }
}

Result<Header> read_webp_header(Window& file) {
  return Parser(file).run();
}

}  // namespace whittle::container
