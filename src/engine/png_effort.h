#pragma once
// What each effort (0-9) spends its time on.

#include <cstdint>
#include <initializer_list>

#include "engine/png_filter.h"
#include "engine/png_reduce.h"

namespace whittle::engine::png {

struct Effort {
  Reach reach;                   ///< how many pixel formats are tried
  std::uint16_t strategies;      ///< bits of Strategy
  int band_level;                ///< libdeflate level that ranks candidates on bands of rows
  int keep;                      ///< candidates that are deflated whole
  int whole_level;               ///< libdeflate level for that
  int final_level;               ///< libdeflate level of the winner, where the own deflate is not used
  std::size_t small;             ///< raw bytes up to which candidates are judged at that level
  std::size_t small_with_price;  ///< the same where the price-driven filter is among them
  int price_candidates;          ///< of the price-driven filter; 0: not used
  double literal_limit;          ///< which filters it leaves out
  bool price_in_doubt;           ///< also where it is not clear that it wins
  bool own_deflate;
  bool own_for_photos;  ///< for whose price-filtered rows libdeflate is nearly as good
  int own_streams;      ///< winners given to the own deflate
  int rounds, iterations, starts;
  bool restart;
  std::uint32_t tree_depth, chain3_depth;
  bool extra_distances;
};

const Effort& effort_plan(int effort);

}  // namespace whittle::engine::png
