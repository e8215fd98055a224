#pragma once
// Frames and delays of an animated WebP exactly as given. libwebp's encoder merges equal frames into one that is shown
// longer, and libvips turns delays up to 10 ms into 100; both can be undone in the container.

#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace whittle::container {

/// `encoded`, an animation of frames with `delays` in milliseconds as libvips' saver writes it, with one frame for each
/// delay. A merged frame gets its parts back as frames that are fully transparent and blended, 40 bytes each: they show
/// what was there. Errors: processing-failed when the times in `encoded` are not sums of the delays.
Result<Bytes> restore_webp_frames(ByteView encoded, const std::vector<int>& delays);

}  // namespace whittle::container
