#pragma once
// Where an LZW code forgets all it has learnt. A full dictionary that no longer fits costs more than learning anew, and
// so may one that has only grown too wide.

#include <span>
#include <vector>

#include "codec/gif/parse.h"

namespace whittle::gif {

/// When a full dictionary has stopped to pay: when it comes to cost more than all so far on average, or when its
/// strings have become short. Which of the two is better depends on the picture.
enum class Worn { dear, short_strings };

/// How long the best places are looked for.
struct ClearSearch {
  unsigned look_back = 0;  ///< see Parser
  double passes = 0;       ///< over the pixels; 0: clear only where a full dictionary is worn
  Worn worn = Worn::dear;
};

/// Tells, string by string, when a full dictionary is worn.
class Wear {
 public:
  explicit Wear(Worn worn) : worn_(worn), window_codes_(worn == Worn::dear ? 64 : 32) {}

  void start(std::size_t at) {
    start_ = at;
    window_ = 0;
  }
  /// Behind each string: how many there were since the start, the position behind it, whether no more are learnt.
  bool is_worn(unsigned codes, std::size_t at, bool is_full) {
    constexpr double kShort = 4.5;  // pixels; gifsicle's
    if (!is_full || codes % window_codes_ != 0) return false;
    const double now = static_cast<double>(at - window_) / window_codes_;
    const double least = worn_ == Worn::dear ? static_cast<double>(at - start_) / codes : kShort;
    const bool worn = window_ > 0 && now < least;
    window_ = at;
    return worn;
  }

 private:
  const Worn worn_;
  const unsigned window_codes_;
  std::size_t start_ = 0, window_ = 0;
};

/// Positions in `cells` behind each clear code but the first one, in order. `search` has passes.
std::vector<std::size_t> place_clears(std::span<const Cell> cells, unsigned code_size, const ClearSearch& search);

}  // namespace whittle::gif
