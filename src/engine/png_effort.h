#pragma once
// What each effort (0-9) spends its time on.

#include <cstdint>
#include <initializer_list>

#include "engine/png_filter.h"
#include "engine/png_reduce.h"

namespace whittle::engine::png {

struct Effort {
  Reach reach;               ///< how many pixel formats are tried
  std::uint16_t strategies;  ///< bits of Strategy
  int band_level;            ///< libdeflate level that ranks candidates on bands of rows
  int keep;                  ///< candidates that are deflated whole
  int whole_level;           ///< libdeflate level for that
  int final_level;           ///< libdeflate level of the winner, where the own deflate is not used
  int price_candidates;      ///< of the price-driven filter; 0: not used
  bool own_deflate;
  int own_streams;  ///< winners given to the own deflate
  int rounds, iterations, starts;
  bool restart;
  std::uint32_t tree_depth, chain3_depth;
  bool extra_distances;
};

const Effort& effort_plan(int effort);

}  // namespace whittle::engine::png
