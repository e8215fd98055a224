#pragma once
// Finds the smallest stream for the pixels of one frame: ranks pixel formats and filters on bands of rows, deflates the
// best whole, and spends what the effort allows on the winner.

#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/deadline.h"
#include "base/result.h"
#include "codec/png/effort.h"
#include "codec/png/pixels.h"
#include "codec/png/reduce.h"

namespace whittle::png {

struct Found {
  Target target;
  Bytes stream;  ///< zlib; empty where the input's own is taken for optimal
};

/// `frame.picture` with palette and key. Errors: timeout; those of the own deflate, which would be bugs; want of
/// memory.
Result<Found> search(const DecodedFrame& frame, const ReductionLimits& limits, const Effort& effort,
                     const Deadline& deadline);

}  // namespace whittle::png
