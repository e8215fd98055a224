#pragma once
// Frames, delays and transparency of an animated WebP exactly as given. libwebp's encoder merges equal frames into one
// that is shown longer, makes a still picture of those that are all equal, and does not say that the canvas shows where
// frames are smaller; libvips turns delays up to 10 ms into 100. All of it can be undone in the container.

#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "container/ground.h"
#include "container/timing.h"

namespace whittle::container {

/// A frame of an animation, which is painted on those before it.
struct WebpFrame {
  Area area;
  Disposal disposal = Disposal::keep;
  enum class Blend { over, replace } blend = Blend::over;
  Bytes picture;  ///< a WebP of its own, as large as `area`
};

/// All frames of an animated WebP whose container is intact; none of a still one.
std::vector<WebpFrame> read_webp_frames(ByteView file);

/// What each frame must last, in milliseconds, in an animation that restore_webp_frames is given.
inline constexpr int kWebpEncodedDelay = 100;

/// `encoded`, made by libwebp of as many frames as `timing` has delays, each of kWebpEncodedDelay, with all of them and
/// their true times. A merged frame gets its parts back as frames that are fully transparent and blended, 40 bytes
/// each: they show what was there. Errors: processing-failed when the times in `encoded` are not multiples that add up.
Result<Bytes> restore_webp_frames(ByteView encoded, const Timing& timing);

}  // namespace whittle::container
