#pragma once
// Reads the container of a PNG or APNG into chunks and frames, and checks all that can be checked without inflating:
// sizes, CRCs, order, header fields. What decoders pass over has been taken out before (container/png/as_read.h). Views
// point into the file.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "codec/png/picture.h"

namespace whittle::png {

struct Chunk {
  std::string type;  ///< four letters
  Bytes data;

  bool safe_to_copy() const { return (type[3] & 0x20) != 0; }
};

/// The place of an ancillary chunk, which an editor must keep.
enum class Place { before_data, after_data };

struct PlacedChunk {
  Chunk chunk;
  Place place = Place::before_data;
};

/// fcTL without its sequence number.
struct FrameControl {
  std::uint32_t width = 0, height = 0, x = 0, y = 0;
  std::uint16_t delay_numerator = 0, delay_denominator = 0;
  std::uint8_t dispose = 0, blend = 0;
};

/// The image, or a frame of an animation: its zlib stream, perhaps in parts.
struct FrameData {
  std::optional<FrameControl> control;  ///< none: the default image, which is no part of the animation
  std::vector<ByteView> parts;

  std::uint64_t bytes() const;
  /// The parts as one stream; `storage` is used when there are several.
  ByteView joined(Bytes& storage) const;
};

struct Container {
  Header header;
  std::vector<Rgba> palette;           ///< PLTE and tRNS for colour type 3
  std::optional<ColourKey> key;        ///< tRNS otherwise
  std::vector<PlacedChunk> chunks;     ///< ancillary ones, but tRNS and those of the animation
  std::vector<FrameData> frames;       ///< the first is in IDAT
  std::optional<std::uint32_t> plays;  ///< acTL: set for an animation
  ByteView trailer;                    ///< bytes after IEND

  bool animated() const { return plays.has_value(); }
  const Chunk* find(std::string_view type) const;
};

/// Errors: corrupt or truncated (with chunk and offset); unsupported for chunks that forbid a rewrite (CgBI, caBX,
/// dSIG, unknown critical ones); too-large.
Result<Container> read_container(ByteView file);

}  // namespace whittle::png
