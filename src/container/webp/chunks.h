#pragma once
// The chunks of a WebP file (RIFF) or of one of its ANMF frames, in order, and the headers of its two bitstreams.

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "container/defect.h"

namespace whittle::container {

namespace webp {
inline constexpr std::uint32_t kVp8 = fourcc("VP8 "), kVp8l = fourcc("VP8L"), kVp8x = fourcc("VP8X"),
                               kAlph = fourcc("ALPH"), kAnim = fourcc("ANIM"), kAnmf = fourcc("ANMF"),
                               kIccp = fourcc("ICCP"), kExif = fourcc("EXIF"), kXmp = fourcc("XMP ");
/// Flags of VP8X.
inline constexpr std::uint8_t kHasAnimation = 0x02, kHasXmp = 0x04, kHasExif = 0x08, kHasAlpha = 0x10, kHasIcc = 0x20;
inline constexpr std::size_t kFileHeader = 12;       ///< "RIFF", size, "WEBP"
inline constexpr std::size_t kFrameHeader = 16;      ///< of ANMF, before its chunks
inline constexpr std::size_t kBitstreamHeader = 10;  ///< bytes that parse_webp_bitstream wants (VP8L: 5)
}  // namespace webp

struct RiffChunk {
  std::uint32_t type = 0;  ///< fourcc
  std::size_t offset = 0;  ///< of the type, in the file
  std::size_t end = 0;     ///< behind the padding byte, in the file
  ByteView data;
};

class RiffChunks {
 public:
  /// `chunks` is a view of nothing but chunks that begins at `offset` of the file.
  RiffChunks(ByteView chunks, std::size_t offset) : chunks_(chunks), offset_(offset) {}

  /// Every chunk, then nullopt. A padding byte missing at the very end is forgiven, as by every reader.
  /// Errors: a chunk longer than what is left (truncated).
  Result<std::optional<RiffChunk>> next();

 private:
  ByteView chunks_;
  std::size_t offset_;
  std::size_t at_ = 0;
};

/// The part of a WebP file that its RIFF size covers, without the 12 bytes of the file header: nothing but chunks.
/// Errors: no WebP (corrupt), a file shorter than its RIFF size (truncated).
Result<ByteView> webp_chunks(ByteView file);

/// 24-bit little-endian number.
inline std::uint32_t le24(ByteView bytes, std::size_t at) {
  return le16(bytes, at) | std::uint32_t{u8(bytes, at + 2)} << 16;
}

/// The first bytes of a VP8 or VP8L chunk.
struct WebpBitstream {
  std::uint32_t width = 0, height = 0;
  bool alpha = false;  ///< VP8L only: the alpha hint
};
/// `data` is (the beginning of) a chunk at `offset`. Errors: corrupt, truncated.
Result<WebpBitstream> parse_webp_bitstream(std::uint32_t type, ByteView data, std::uint64_t offset);

}  // namespace whittle::container
