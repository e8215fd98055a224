#pragma once
// The start of what a zlib stream holds (RFC 1950, 1951), for parsers that look for a few numbers in compressed
// metadata. Ours, so that the parent process needs no codec for hostile bytes; not fast.

#include "base/bytes.h"

namespace whittle::container {

/// The first `limit` bytes of the content, or all of it when that is shorter; empty when the stream is damaged or ends
/// before that. The checksum at its end is not looked at. Pure; memory and time grow with `limit` alone.
Bytes inflate_start(ByteView zlib, std::size_t limit);

}  // namespace whittle::container
