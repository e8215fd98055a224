#include "engine/png_effort.h"

#include <algorithm>
#include <array>

namespace whittle::engine::png {
namespace {

constexpr std::uint16_t set(std::initializer_list<Strategy> strategies) {
  std::uint16_t bits = 0;
  for (const Strategy strategy : strategies)
    bits = static_cast<std::uint16_t>(bits | 1U << static_cast<unsigned>(strategy));
  return bits;
}

using enum Strategy;
constexpr std::uint16_t kQuick = set({none, up, bigram_entropy, original});
constexpr std::uint16_t kUsual = set({none, sub, up, paeth, min_sum, bigram_entropy, original});
constexpr std::uint16_t kMost = set({none, sub, up, average, paeth, min_sum, entropy, bigram_entropy, original});
constexpr std::uint16_t kMany =
    set({none, sub, up, average, paeth, min_sum, entropy, bigrams, bigram_entropy, brute, original});

constexpr Reach L = Reach::likely, W = Reach::wide;

// Each line must earn its time against the line before; bench/micro/png_engine shows what it does.
constexpr std::array<Effort, 10> kPlans = {{
    //     formats filters bands keep whole final small small-with-price price patience in-doubt own own-for-photos
    //     streams rounds iterations starts restart depth 3-byte rows
    /* 0 */ {L, kQuick, 4, 1, 6, 11, 300'000, 1'500'000, 0, 1, true, false, false, 0, 0, 0, 0, false, 0, 0, false},
    /* 1 */ {L, kUsual, 6, 1, 6, 12, 300'000, 1'500'000, 0, 1, true, false, false, 0, 0, 0, 0, false, 0, 0, false},
    /* 2 */ {L, kUsual, 6, 1, 6, 12, 0, 0, 1, 1.05, true, true, false, 1, 1, 2, 1, false, 32, 16, false},
    /* 3 */ {L, kUsual, 6, 2, 6, 12, 0, 0, 2, 1.1, true, true, false, 1, 1, 2, 2, false, 48, 16, true},
    /* 4 */ {W, kUsual, 6, 3, 6, 12, 300'000, 1'500'000, 3, 1.1, true, true, true, 1, 2, 2, 2, false, 64, 24, true},
    /* 5 */ {W, kMost, 6, 3, 6, 12, 300'000, 1'500'000, 3, 1.1, true, true, true, 1, 2, 3, 4, false, 100, 32, true},
    /* 6 */ {W, kMany, 6, 3, 6, 12, 300'000, 1'500'000, 4, 1.2, true, true, true, 1, 2, 4, 4, true, 200, 32, true},
    /* 7 */ {W, kMany, 6, 4, 6, 12, 300'000, 1'500'000, 8, 100, true, true, true, 2, 2, 4, 4, true, 200, 64, true},
    /* 8 */ {W, kMany, 6, 4, 6, 12, 300'000, 1'500'000, 8, 100, true, true, true, 2, 2, 6, 4, true, 400, 64, true},
    /* 9 */ {W, kMany, 6, 5, 6, 12, 300'000, 1'500'000, 8, 100, true, true, true, 3, 3, 6, 4, true, 1000, 128, true},
}};

}  // namespace

const Effort& effort_plan(int effort) {
  return kPlans[static_cast<std::size_t>(std::clamp(effort, 0, 9))];
}

}  // namespace whittle::engine::png
