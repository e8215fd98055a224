#include "codec/png/effort.h"

#include <algorithm>
#include <array>

namespace whittle::png {
namespace {

using enum Strategy;
constexpr Strategies kQuick = {none, up, bigram_entropy, original};
constexpr Strategies kUsual = {none, sub, up, paeth, min_sum, bigram_entropy, original};
constexpr Strategies kMost = {none, sub, up, average, paeth, min_sum, entropy, bigram_entropy, original};

using P = Proof;
constexpr Reach L = Reach::likely, W = Reach::wide;

// Each line must earn its time against the line before; bench/micro/png_engine shows what it does.
constexpr std::array<Effort, 10> kPlans = {{
    //     formats filters bands keep final small small-with-price price patience own own-for-photos
    //     rounds iterations starts restart depth 3-byte rows proof
    /* 0 */ {L, kQuick, 4, 1, 11, 300'000, 1'500'000, 0, 1, false, false, 0, 0, 0, false, 0, 0, false, P::none},
    /* 1 */ {L, kUsual, 6, 1, 12, 300'000, 1'500'000, 0, 1, false, false, 0, 0, 0, false, 0, 0, false, P::none},
    /* 2 */ {L, kUsual, 6, 1, 12, 0, 0, 1, 1.05, true, false, 1, 2, 1, false, 32, 16, false, P::none},
    /* 3 */ {L, kUsual, 6, 2, 12, 0, 0, 2, 1.1, true, false, 1, 2, 2, false, 48, 16, true, P::quick},
    /* 4 */ {W, kUsual, 6, 3, 12, 300'000, 1'500'000, 3, 1.1, true, true, 2, 2, 2, false, 64, 24, true, P::quick},
    /* 5 */ {W, kMost, 6, 3, 12, 300'000, 1'500'000, 3, 1.1, true, true, 2, 3, 5, false, 100, 32, true, P::quick},
    /* 6 */ {W, kMost, 6, 3, 12, 300'000, 1'500'000, 3, 1.1, true, true, 2, 3, 5, true, 100, 32, true, P::quick},
    /* 7 */ {W, kMost, 6, 3, 12, 300'000, 1'500'000, 3, 1.1, true, true, 2, 3, 5, true, 100, 32, true, P::thorough},
    /* 8 */ {W, kMost, 6, 3, 12, 300'000, 1'500'000, 3, 1.1, true, true, 2, 4, 5, true, 100, 64, true, P::thorough},
    /* 9 */ {W, kMost, 6, 3, 12, 300'000, 1'500'000, 3, 1.1, true, true, 3, 4, 5, true, 200, 64, true, P::thorough},
}};

}  // namespace

const Effort& effort_plan(int effort) {
  return kPlans[static_cast<std::size_t>(std::clamp(effort, 0, 9))];
}

}  // namespace whittle::png
