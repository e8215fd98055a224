#pragma once
// What a file carries behind or beside its picture: one list for all containers, read by whoever keeps it, gives it up
// or refuses to lose it.

#include <cstdint>
#include <string_view>

#include "base/bytes.h"
#include "whittle/format.h"

namespace whittle::container {

/// A set is the bitwise-or of `bit(extra)`.
enum class Extra : std::uint16_t {
  gain_map = 1,     ///< what makes HDR of the picture
  depth = 2,        ///< a depth map
  picture = 4,      ///< another picture: stereo, panorama, the one before an edit
  film = 8,         ///< of a motion photo
  audio = 16,       ///< a sound that was recorded with it
  preview = 32,     ///< the picture itself, smaller: a thumbnail, and goes like one
  credentials = 64  ///< signs the bytes: C2PA or another JUMBF superbox, a PNG's dSIG
};
using Extras = std::uint16_t;
constexpr Extras bit(Extra extra) {
  return static_cast<Extras>(extra);
}
/// What cannot be made again from the picture.
inline constexpr Extras kIrreplaceable =
    bit(Extra::gain_map) | bit(Extra::depth) | bit(Extra::picture) | bit(Extra::film) | bit(Extra::audio);

/// "a film": what people call it.
const char* name_of(Extra extra);

/// What an XMP packet announces, behind the picture or in itself: Ultra HDR, Apple's and Adobe's gain maps, Google's
/// MotionPhoto and MicroVideo, the items of a Container directory, GDepth, GImage, GAudio.
Extras extras_by_xmp(std::string_view xmp);
/// Of these what is in the packet itself (GDepth:Data, ...), perhaps in its extension.
Extras extras_in_xmp(std::string_view xmp);

/// What bytes behind a picture hold: what Samsung's directory at their end (SEFH ... SEFT) lists, and what they look
/// like when nothing else speaks for them: an MP4, MOV or AVI is a film, a JPEG a picture, a WAVE a sound.
Extras extras_by_content(ByteView rest);

/// Whether an XMP packet or an ISO 21496-1 marker among the first bytes of a picture says that it is a gain map.
bool is_gain_map(ByteView picture);

/// The kind of a picture that a Multi-Picture Format list (CIPA DC-007, 5.2.3.3.1) has under `type`, without its flags;
/// type 0, undefined, is any other picture.
Extra extra_of_mpf_type(std::uint32_t type);

/// All that `file` carries, also where its header does not tell: read_header's extras are among them. Nothing for what
/// cannot be read. Pure.
Extras find_extras(ByteView file, Format format);

}  // namespace whittle::container
