#pragma once
// Where an LZW code forgets all it has learnt. A full dictionary that no longer fits costs more than learning anew, and
// so may one that has only grown too wide.

#include <span>
#include <vector>

#include "codec/gif/patch.h"

namespace whittle::gif {

/// How long the best places are looked for.
struct ClearSearch {
  unsigned look_back = 0;  ///< see Parser
  double passes = 0;       ///< over the pixels; 0: clear only where a full dictionary has stopped to pay
};

/// Positions in `cells` behind each clear code but the first one, in order.
std::vector<std::size_t> place_clears(std::span<const Cell> cells, unsigned code_size, const ClearSearch& search);

}  // namespace whittle::gif
