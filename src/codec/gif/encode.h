#pragma once
// A GIF in few bytes that shows given pictures exactly.

#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/deadline.h"
#include "codec/gif/clears.h"
#include "codec/gif/patch.h"

namespace whittle::gif {

inline constexpr std::size_t kAspect = 12;  ///< where a file has that of its pixels

struct Screen {
  std::uint32_t width = 0, height = 0;
  std::uint8_t aspect = 0;  ///< of pixels, as a file has it
  std::uint32_t plays = 1;  ///< 0: without end
  bool bare = false;        ///< some picture has transparent pixels: every frame says so, or viewers paint the ground
};

struct EncodeOptions {
  int effort = 5;
  Deadline deadline;
};

/// `patches` in a file. Errors: unsupported when a frame has no room for a transparent colour or a side of the screen
/// is above 65,535, timeout.
Result<Bytes> encode(std::vector<Patch> patches, const Screen& screen, const EncodeOptions& options);

}  // namespace whittle::gif
