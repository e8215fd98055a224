#pragma once
// How an animation plays, as its file says it: read by our own walkers, so that neither a loader's inventions nor a
// saver's roundings pass for the truth.

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "whittle/format.h"

namespace whittle::container {

struct Timing {
  std::uint32_t plays = 1;            ///< how often in all; 0: without end
  std::vector<std::uint32_t> delays;  ///< milliseconds that each frame is shown; 0 where the file says nothing

  bool operator==(const Timing&) const = default;
};

/// Of a file whose container is intact; nothing for formats in which we know no frames (all but GIF and WebP).
Timing read_timing(ByteView file, Format format);

}  // namespace whittle::container
