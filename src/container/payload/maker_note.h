#pragma once
// Maker notes, which cameras put into EXIF in forms of their own. Most are a directory of tags behind a few bytes of
// name, and most of these count the places of their values from the start of the block that the note stands in.

#include <bit>
#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace whittle::container {

/// `note`, which stood at `from` of its block, as it must be at `to`. nullopt where nothing says that its places count
/// from the start of the block: it has no directory, or its values are where places from its own start lead.
std::optional<Bytes> moved_maker_note(ByteView note, std::uint64_t from, std::uint64_t to);

/// Where the places of a note lead, as far as its form tells.
enum class NotePlaces {
  in_block,  ///< into the note, counted from the start of the block: `moved_maker_note` keeps all of it
  in_note,   ///< into the note, counted from a place in it: it may be moved as it is
  unknown
};

/// Of a note that stands at `from` of its block. `order`: of the block it goes into, as most notes have no order of
/// their own; one in another order is unknown.
NotePlaces places_in_maker_note(ByteView note, std::uint64_t from, std::endian order);

}  // namespace whittle::container
