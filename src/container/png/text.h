#pragma once
// What the text chunks of a PNG say (tEXt, zTXt, iTXt), whatever their coding. Before PNG had eXIf, ImageMagick and
// ExifTool wrote EXIF, XMP and IPTC as text into "Raw profile type ..."; ImageMagick obeys its orientation to this day.

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "container/payload/rights.h"
#include "container/png/chunks.h"

namespace whittle::container {

inline constexpr std::size_t kMaxPngText = 16 << 20;  ///< bytes that a compressed text is inflated to

struct PngText {
  std::string keyword;  ///< as stored, ISO 8859-1
  std::string text;     ///< of iTXt as stored (UTF-8), of the others in UTF-8
};
/// nullopt for what is no text chunk, is damaged, or inflates to more than kMaxPngText.
std::optional<PngText> read_png_text(const PngChunk& chunk);

/// The bytes in the text of a "Raw profile type ...": a line with a name, a line with a decimal length, hexadecimal
/// digits. Not more than that length, fewer where the text ends; empty when it is no such text.
Bytes raw_profile(std::string_view text);

/// The text chunk with `keyword`, "Raw profile type ...", that says `bytes` so.
void append_raw_profile(Bytes& out, std::string_view keyword, ByteView bytes);

/// Bytes of a text chunk in which its keyword has been seen.
inline constexpr std::size_t kRawKeyword = 22;
/// Whether a text chunk that starts with `data` says that it is EXIF: "Raw profile type exif" or APP1.
bool is_raw_exif(ByteView data);
/// The EXIF block, without "Exif\0\0", in a text chunk of `type` with `data`. Of a compressed text only the first
/// `limit` bytes are read, and the block ends where they do. Empty when there is none.
Bytes raw_exif(std::uint32_t type, ByteView data, std::size_t limit = kMaxPngText);

/// Who made the picture and whose it is, as far as `text` says.
Rights rights_in_png_text(const PngText& text);
/// The text chunk with `keyword` that says `text`, in UTF-8; nothing when it is empty.
void append_png_text(Bytes& out, std::string_view keyword, std::string_view text);
/// Texts that say `rights`.
void append_png_rights(Bytes& out, const Rights& rights);

}  // namespace whittle::container
