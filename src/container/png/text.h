#pragma once
// What the text chunks of a PNG say (tEXt, zTXt, iTXt), whatever their coding.

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "container/payload/rights.h"
#include "container/png/chunks.h"

namespace whittle::container {

struct PngText {
  std::string keyword;  ///< as stored, ISO 8859-1
  std::string text;     ///< of iTXt as stored (UTF-8), of the others in UTF-8
};
/// nullopt for what is no text chunk, is damaged, or inflates to more than 64 MB.
std::optional<PngText> read_png_text(const PngChunk& chunk);

/// The bytes of a "Raw profile type ..." as ImageMagick writes it: a name, a length, hexadecimal digits.
std::optional<Bytes> raw_profile(std::string_view text);

/// Who made the picture and whose it is, as far as `text` says.
Rights rights_in_png_text(const PngText& text);
/// Texts that say `rights`.
void append_png_rights(Bytes& out, const Rights& rights);

}  // namespace whittle::container
