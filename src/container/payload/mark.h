#pragma once
// The provenance mark: some 20 bytes in a lossy output that say what was done to the picture, so that no later run does
// it again and loses more. It stands where every reader steps over it and no metadata option removes it:
//
//   JPEG  a COM segment          WebP  a chunk "WHTL" at the end, behind a VP8X header
//   GIF   a comment extension    AVIF  a "free" box at the end
//   PNG   a chunk "whTL" before the pixels: private, ancillary, not to be copied by editors that change the pixels
//
// Its text is "whittle:q82", "whittle:q82,s80.41" where the score was measured (against the input of that run).

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace whittle::container {

struct Mark {
  int quality = 0;              ///< on the scale of all formats, 1-100
  std::optional<double> score;  ///< SSIMULACRA2 that the output reached
};

inline constexpr std::string_view kMarkPrefix = "whittle:";
/// What is longer is no mark.
inline constexpr std::size_t kMaxMarkBytes = 64;

std::string to_text(const Mark& mark);
/// Whether a comment is a mark of ours.
bool is_mark(ByteView comment);
/// What the text of a mark says; nullopt when it is none, or none that can be understood.
std::optional<Mark> parse_mark(ByteView comment);

}  // namespace whittle::container
