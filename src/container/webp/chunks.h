#pragma once
// The chunks of a WebP file (RIFF) or of one of its ANMF frames: reading them in order and writing them; and the
// headers of its two bitstreams.

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "container/defect.h"
#include "container/ground.h"
#include "container/window.h"

namespace whittle::container {

namespace webp {
inline constexpr std::uint32_t kVp8 = fourcc("VP8 "), kVp8l = fourcc("VP8L"), kVp8x = fourcc("VP8X"),
                               kAlph = fourcc("ALPH"), kAnim = fourcc("ANIM"), kAnmf = fourcc("ANMF"),
                               kIccp = fourcc("ICCP"), kExif = fourcc("EXIF"), kXmp = fourcc("XMP "),
                               kCredentials = fourcc("C2PA"), kMark = fourcc("WHTL");  ///< see payload/mark.h
/// Flags of VP8X.
inline constexpr std::uint8_t kHasAnimation = 0x02, kHasXmp = 0x04, kHasExif = 0x08, kHasAlpha = 0x10, kHasIcc = 0x20;
inline constexpr std::size_t kFileHeader = 12;       ///< "RIFF", size, "WEBP"
inline constexpr std::size_t kFrameHeader = 16;      ///< of ANMF, before its chunks
inline constexpr std::size_t kBitstreamHeader = 10;  ///< bytes that parse_webp_bitstream wants (VP8L: 5)
}  // namespace webp

/// What stands before a chunk's data.
struct RiffChunkHead {
  std::uint32_t type = 0, size = 0;  ///< fourcc; bytes of data
  std::uint64_t offset = 0;          ///< of the type
  std::uint64_t end = 0;             ///< behind the padding byte

  std::uint64_t data() const { return offset + 8; }
};

/// The chunk that begins at `at`, its data unseen, among chunks that end at `end`. A padding byte missing at the very
/// end is forgiven, as by every reader. Errors: a chunk longer than what is left (truncated).
Result<RiffChunkHead> read_riff_chunk_head(Window& file, std::uint64_t at, std::uint64_t end);

/// Where the chunks of a WebP file end, by its RIFF size; they begin at webp::kFileHeader. Errors: no WebP (corrupt), a
/// file shorter than its RIFF size (truncated).
Result<std::uint64_t> read_webp_end(Window& file);

struct RiffChunk {
  std::uint32_t type = 0;  ///< fourcc
  std::size_t offset = 0;  ///< of the type, in the file
  std::size_t end = 0;     ///< behind the padding byte, in the file
  ByteView data;
};

/// Chunks that stand between two places of a file in memory.
class RiffChunks {
 public:
  RiffChunks(ByteView file, std::size_t begin, std::size_t end) : bytes_(file), file_(file), at_(begin), end_(end) {}

  /// Every chunk, then nullopt. Errors: those of read_riff_chunk_head.
  Result<std::optional<RiffChunk>> next();

 private:
  ByteView bytes_;
  Window file_;
  std::size_t at_, end_;
};

/// The chunks of a WebP file. Errors: those of read_webp_end.
Result<RiffChunks> webp_chunks(ByteView file);
/// The chunks up to webp_picture_end, as long as they are as they should be.
std::vector<RiffChunk> read_webp_chunks(ByteView file);
/// The flags of a VP8X chunk at the beginning of `chunks`; 0 without one. Readers look for no chunk that they do not
/// announce.
std::uint8_t webp_flags(const std::vector<RiffChunk>& chunks);
/// The chunks in `frame`, an ANMF chunk of `file` with at least webp::kFrameHeader bytes of data.
RiffChunks frame_chunks(ByteView file, const RiffChunk& frame);

/// The rectangle of an ANMF chunk with at least webp::kFrameHeader bytes of data, and what becomes of it.
Area webp_frame_area(ByteView frame);
Disposal webp_frame_disposal(ByteView frame);

/// Writes a chunk with its padding; nothing when there is no data.
void append_riff_chunk(Bytes& out, std::uint32_t type, ByteView data);
/// Makes the RIFF size of a WebP file true.
void set_riff_size(Bytes& file);

/// The first bytes of a VP8 or VP8L chunk.
struct WebpBitstream {
  std::uint32_t width = 0, height = 0;
  bool alpha = false;  ///< VP8L only: the alpha hint
};
/// `data` is (the beginning of) a chunk at `offset`. Errors: corrupt, truncated.
Result<WebpBitstream> parse_webp_bitstream(std::uint32_t type, ByteView data, std::uint64_t offset);

}  // namespace whittle::container
