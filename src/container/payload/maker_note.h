#pragma once
// Maker notes, which cameras put into EXIF in forms of their own. Most are a directory of tags behind a few bytes of
// name, and most of these count the places of their values from the start of the block that the note stands in.

#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace whittle::container {

/// `note`, which stood at `from` of its block, as it must be at `to`. nullopt where nothing says that its places count
/// from the start of the block: it has no directory, or its values are where places from its own start lead.
std::optional<Bytes> moved_maker_note(ByteView note, std::uint64_t from, std::uint64_t to);

}  // namespace whittle::container
