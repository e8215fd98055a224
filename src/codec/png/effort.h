#pragma once
// What each effort (0-9) spends its time on. A table, so that each effort can be read off and is measured as a whole:
// the parts are worth little or much depending on the others.

#include <cstdint>

#include "codec/png/filter.h"
#include "codec/png/reduce.h"

namespace whittle::png {

/// What an input's stream is compared with: a quick parse, or a few thorough ones, which tell a lower effort's result
/// from the best.
enum class Proof : std::uint8_t { none, quick, thorough };

struct Effort {
  Reach reach;  ///< how many pixel formats are tried
  Strategies strategies;
  int band_level;                ///< libdeflate level that ranks candidates on bands of rows
  int keep;                      ///< candidates that are judged on the whole image
  int final_level;               ///< libdeflate level of the winner, where the own deflate is not used
  std::size_t small;             ///< raw bytes up to which candidates are judged at that level, or by a quick parse
  std::size_t small_with_price;  ///< the same where the price-driven filter is among them
  int price_candidates;          ///< of the price-driven filter; 0: not used
  double literal_limit;          ///< which filters it leaves out
  bool own_deflate;
  bool own_for_photos;  ///< for whose price-filtered rows libdeflate is nearly as good
  int rounds, iterations, starts;
  bool restart;
  std::uint32_t tree_depth, chain3_depth;
  bool extra_distances;
  Proof proof;  ///< that an input is the result of such a search, and is left alone
};

const Effort& effort_plan(int effort);

}  // namespace whittle::png
