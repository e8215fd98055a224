#pragma once
// The lossless PNG engine: bytes in, the smallest bytes found that show exactly the same out. Pure functions,
// thread-safe.

#include "base/bytes.h"
#include "base/deadline.h"
#include "base/result.h"

namespace whittle::png {

struct Options {
  int effort = 5;          ///< 0 (fast) to 9 (small)
  Deadline deadline = {};  ///< looked at between the steps of the search
};

/// The smallest exact PNG or APNG for `input`: all samples, also the colours under alpha 0, frames, timing and
/// ancillary chunks are kept. Decoded again and compared before it is returned. When nothing is smaller: the bytes of
/// `input`. Errors: corrupt, truncated (of the input); unsupported for files that cannot be rewritten safely (CgBI,
/// caBX, dSIG, unknown chunks that depend on the image data); too-large; timeout; verification-failed.
Result<Bytes> optimize(ByteView input, const Options& options);

/// Success when `a` and `b` show the same: all frames, samples and frame controls. Needs 4 to 16 bytes a pixel of one
/// frame.
Status compare(ByteView a, ByteView b);

}  // namespace whittle::png
