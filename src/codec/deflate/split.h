#pragma once
// Where the blocks of a deflate stream should end. A block has codes of its own, which fit its statistics but have to
// be written: each boundary is worth it or not depending on all others, so all are chosen together.

#include <cstddef>
#include <span>
#include <vector>

#include "codec/deflate/format.h"

namespace whittle::deflate {

/// Ends of the blocks (indices into `symbols`, growing, the last is symbols.size()) that make the sum of the blocks'
/// estimated sizes least. Dynamic programming over chunks of symbols: exact for its estimate, no heuristic.
std::vector<std::size_t> split_blocks(std::span<const Symbol> symbols);

}  // namespace whittle::deflate
