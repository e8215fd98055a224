#pragma once
// The chunks of a PNG: reading them in order, checking and writing them. The only code that knows how a chunk looks.

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "container/defect.h"
#include "container/window.h"

namespace whittle::container {

inline constexpr std::string_view kPngSignature("\x89PNG\r\n\x1A\n", 8);

namespace png {
inline constexpr std::uint32_t kIhdr = fourcc("IHDR"), kPlte = fourcc("PLTE"), kIdat = fourcc("IDAT"),
                               kIend = fourcc("IEND"), kTrns = fourcc("tRNS"), kActl = fourcc("acTL"),
                               kFctl = fourcc("fcTL"), kFdat = fourcc("fdAT"), kExif = fourcc("eXIf"),
                               kCredentials = fourcc("caBX"), kSignature = fourcc("dSIG"), kCgbi = fourcc("CgBI"),
                               kMark = fourcc("whTL"),  ///< see payload/mark.h
    kOrientation = fourcc("orNT");                      ///< ImageMagick's: EXIF's number, a byte
/// The letter case of a chunk type says what may be done with it.
constexpr bool is_critical(std::uint32_t type) {
  return (type >> 24 & 0x20) == 0;
}
constexpr bool is_safe_to_copy(std::uint32_t type) {
  return (type & 0x20) != 0;
}
/// C2PA's manifest, a digital signature: about the bytes of the file.
constexpr bool is_credentials(std::uint32_t type) {
  return type == kCredentials || type == kSignature;
}
/// As drafts of the fourth edition have it.
constexpr bool is_gain_map(std::uint32_t type) {
  return type == fourcc("gMAP") || type == fourcc("gDAT") || type == fourcc("gmAP") || type == fourcc("gdAT");
}
}  // namespace png

/// What stands before a chunk's data. The data may reach past the end of the file.
struct PngChunkHead {
  std::uint32_t type = 0;    ///< fourcc; four ASCII letters
  std::uint32_t size = 0;    ///< of the data
  std::uint64_t offset = 0;  ///< of the length field

  std::uint64_t data() const { return offset + 8; }
  std::uint64_t end() const { return offset + 12 + size; }  ///< behind the CRC
};

/// The chunk that begins at `at`, its data unseen. Errors: a type that is not four letters, a length above 2^31-1
/// (corrupt); truncated.
Result<PngChunkHead> read_png_chunk_head(Window& file, std::uint64_t at);
/// Success when all of the chunk lies inside the file, else truncated.
Status check_inside(const Window& file, const PngChunkHead& head);

struct PngChunk {
  std::uint32_t type = 0;  ///< fourcc; four ASCII letters
  std::size_t offset = 0;  ///< of the length field
  std::size_t end = 0;     ///< behind the CRC
  ByteView data;
  std::uint32_t crc = 0;  ///< as stored

  bool crc_matches() const;  ///< computes it: as long as the data is
  ByteView whole() const { return {data.data() - 8, data.size() + 12}; }
};

/// All chunks of a file in memory.
class PngChunks {
 public:
  explicit PngChunks(ByteView file) : bytes_(file), file_(file) {}

  /// Every chunk up to IEND, then nullopt. Errors: no signature, a type that is not four letters, a length above 2^31-1
  /// (corrupt); the end of the file before IEND (truncated). CRCs are not looked at.
  Result<std::optional<PngChunk>> next();
  /// Where the next chunk is looked for; after IEND: the first byte behind the image.
  std::size_t position() const { return at_; }

 private:
  ByteView bytes_;
  Window file_;
  std::size_t at_ = 0;
  bool ended_ = false;
};

/// Writes a chunk whose data is `data` and then `more`, together at most 2^31-1 bytes.
void append_png_chunk(Bytes& out, std::uint32_t type, ByteView data, ByteView more = {});

enum class PngColour : std::uint8_t { grey = 0, rgb = 2, palette = 3, grey_alpha = 4, rgba = 6 };

/// What IHDR says.
struct PngHeader {
  std::uint32_t width = 0, height = 0;
  std::uint8_t depth = 8;
  PngColour colour = PngColour::rgb;
  bool interlaced = false;

  unsigned channels() const;
};

/// `data` is that of an IHDR at `offset`. Errors: corrupt.
Result<PngHeader> parse_png_header(ByteView data, std::uint64_t offset);

}  // namespace whittle::container
