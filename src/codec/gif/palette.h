#pragma once
// Which frames share the table of the screen, and in which order colours stand in it.

#include <span>
#include <vector>

#include "codec/gif/patch.h"

namespace whittle::gif {

/// A table that saves most of what tables of their own would take; of one frame always its own. At most 256 colours,
/// none twice.
std::vector<Pixel> shared_colours(std::span<const Patch> patches);

/// `colours` with those first that many frames use, above all such with few: codes begin as wide as the largest index.
/// `used`: a list for each frame.
std::vector<Pixel> in_order_of_use(std::vector<Pixel> colours, std::span<const std::vector<Pixel>> used);

/// Bits of an index into so many colours: 1 to 8.
unsigned index_bits(std::size_t colours);

}  // namespace whittle::gif
