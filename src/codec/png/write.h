#pragma once
// Puts a PNG or APNG together: chunks in the order that the specification (W3C PNG, third edition) demands, the pixels'
// format, palette and key from the target, everything else as it was read.

#include <span>
#include <vector>

#include "base/bytes.h"
#include "codec/png/read.h"
#include "codec/png/reduce.h"

namespace whittle::png {

struct OutputFrame {
  std::optional<FrameControl> control;
  ByteView stream;  ///< zlib
};

/// `header` without its format, which is the target's. Chunks keep their order and side of the image data.
Bytes write(const Header& header, const Target& target, std::span<const PlacedChunk> chunks,
            std::span<const OutputFrame> frames, std::optional<std::uint32_t> plays, ByteView trailer);

/// Bytes of a zlib stream around its deflate stream: header and checksum.
inline constexpr std::size_t kZlibFrame = 6;
/// A zlib stream around a raw deflate stream of `data`.
Bytes zlib_stream(ByteView deflated, ByteView data);

}  // namespace whittle::png
