#pragma once
// The lossless PNG engine: bytes in, the smallest bytes found that show exactly the same out. Pure functions,
// thread-safe.

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/deadline.h"
#include "base/result.h"

namespace whittle::png {

struct PngOptions {
  int effort = 5;          ///< 0 (fast) to 9 (small)
  Deadline deadline = {};  ///< looked at between the steps of the search
};

/// The smallest exact PNG or APNG for `input`: all samples, also the colours under alpha 0, frames, timing and
/// ancillary chunks are kept. Decoded again and compared before it is returned. When nothing is smaller: the bytes of
/// `input`. Errors: corrupt, truncated (of the input); unsupported for files that cannot be rewritten safely (CgBI,
/// caBX, dSIG, unknown chunks that depend on the image data); too-large; timeout; verification-failed.
Result<Bytes> optimize_png(ByteView input, const PngOptions& options);

/// A frame as 16-bit RGBA, red first, row by row.
struct PngFrame {
  std::uint32_t x = 0, y = 0, width = 0, height = 0;
  bool shown = true;  ///< part of the animation; false for a default image that is not
  std::uint16_t delay_numerator = 0, delay_denominator = 0;
  std::uint8_t dispose = 0, blend = 0;
  std::vector<std::uint16_t> samples;
};
struct PngImage {
  std::uint32_t width = 0, height = 0;
  std::uint32_t plays = 0;
  std::vector<PngFrame> frames;
};

/// All pixels of a PNG or APNG: 8 bytes a pixel.
Result<PngImage> decode_png(ByteView input);

/// Success when `a` and `b` show the same: all frames, samples and frame controls. Needs 4 to 16 bytes a pixel of one
/// frame.
Status same_png(ByteView a, ByteView b);

}  // namespace whittle::png
