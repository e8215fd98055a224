#pragma once
// What each effort (0-9) spends its time on.

#include <algorithm>

namespace whittle::gif {

struct Effort {
  int spellings;       ///< how many ways of dealing with pixels that may be left are tried, see spell.cc
  int finalists;       ///< how many of them are searched
  unsigned look_back;  ///< symbols by which a string may be cut short for the sake of the next one; 0: not tried
  double passes;       ///< over a frame in search of the places for clear codes, at most; see ClearSearch
  double steps;        ///< millions of symbols that all such searches of a file may take
};

inline const Effort& effort_plan(int effort) {
  static constexpr Effort kPlans[10] = {
      {1, 0, 0, 0, 0},  {2, 0, 0, 0, 0},   {2, 1, 0, 4, 1},   {2, 1, 0, 8, 2},    {2, 1, 0, 16, 4},
      {2, 1, 0, 16, 6}, {3, 1, 2, 32, 16}, {3, 2, 4, 48, 60}, {3, 3, 8, 64, 300}, {3, 3, 16, 128, 1500},
  };
  return kPlans[std::clamp(effort, 0, 9)];
}

}  // namespace whittle::gif
