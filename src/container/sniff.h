#pragma once
// The format of a file by its first bytes. Names never count.

#include "base/bytes.h"
#include "whittle/format.h"

namespace whittle::container {

inline constexpr std::size_t kSniffBytes = 512;  ///< SVG may open with a prolog and comments; everything else needs 32

/// The format whose signature `prefix` (the first kSniffBytes of a file, or all of a shorter one) carries, or unknown.
Format sniff(ByteView prefix);

}  // namespace whittle::container
