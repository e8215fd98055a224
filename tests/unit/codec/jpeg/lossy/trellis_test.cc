#include <array>
#include <cmath>
#include <random>
#include <vector>

#include "codec/jpeg/lossy/quantise.h"
#include "codec/jpeg/lossy/trellis.h"
#include "codec/jpeg/sparse.h"
#include "tests/support/catch.h"

using namespace whittle::jpeg;

namespace {

using Block = std::array<std::int16_t, kBlock>;
using Values = std::array<float, kBlock>;

struct Setup {
  std::array<BandRates, 2> rates;
  std::array<float, kBlock> reciprocals;
};

Values random_values(std::mt19937& random, double busy) {
  Values values{};
  std::normal_distribution<float> normal;
  for (std::size_t k = 0; k < kBlock; ++k) {
    const double fall = std::exp(-static_cast<double>(k / 8 + k % 8) / busy);
    values[k] = normal(random) * static_cast<float>(30 * fall);
  }
  return values;
}

std::uint64_t zigzag_mask(const Block& block) {
  std::uint64_t mask = 0;
  for (std::size_t k = 1; k < kBlock; ++k) mask |= std::uint64_t{block[kNaturalOfZigzag[k]] != 0} << k;
  return mask;
}

Setup make_setup() {
  std::mt19937 random(6);
  std::array<BandStatistics, 2> statistics = {BandStatistics(kBands[0]), BandStatistics(kBands[1])};
  std::array<float, kBlock> reciprocals;
  for (std::size_t k = 0; k < kBlock; ++k) reciprocals[k] = 1.0f / static_cast<float>(4 + k / 8 + k % 8);
  for (int i = 0; i < 500; ++i) {
    const Values values = random_values(random, 2);
    Block block{};
    const float zone = 0.57f;
    quantise(values.data(), 1, reciprocals.data(), &zone, block.data());
    for (BandStatistics& band : statistics) band.add(block.data(), zigzag_mask(block));
  }
  for (BandStatistics& band : statistics) band.finish();
  return {{BandRates(statistics[0]), BandRates(statistics[1])}, reciprocals};
}

/// What `levels` cost more than all zeros do in distortion, and their bits.
double cost_of(const Values& values, const Block& levels, const Setup& setup, double lambda) {
  double cost = 0;
  for (std::size_t b = 0; b < 2; ++b) {
    const Band band = kBands[b];
    int last = band.first - 1;
    for (int place = band.first; place <= band.last; ++place) {
      const std::uint8_t k = kNaturalOfZigzag[static_cast<std::size_t>(place)];
      if (levels[k] == 0) continue;
      const double x = values[k] * setup.reciprocals[k], v = levels[k];
      cost += (x - v) * (x - v) - x * x + lambda * setup.rates[b].level(place - last - 1, size_of(std::abs(levels[k])));
      last = place;
    }
    if (last < band.first) {
      cost += lambda * setup.rates[b].empty();
    } else if (last < band.last) {
      cost += lambda * setup.rates[b].end();
    }
  }
  return cost;
}

Block trellis(const Values& values, const Setup& setup, float lambda, float* cost) {
  std::uint64_t mask = 0;
  candidate_masks(values.data(), 1, setup.reciprocals.data(), &mask);
  Block levels{};
  const float made = trellis_block(values.data(), mask, {setup.rates, setup.reciprocals.data(), lambda}, levels.data());
  if (cost != nullptr) *cost = made;
  return levels;
}

}  // namespace

TEST_CASE("the trellis is never worse than rounding by its own cost, and says what it costs") {
  const Setup setup = make_setup();
  std::mt19937 random(7);
  for (const float lambda : {0.02f, 0.05f, 0.2f, 1.0f}) {
    for (int i = 0; i < 300; ++i) {
      const Values values = random_values(random, 0.5 + i % 7);
      float said = 0;
      const Block best = trellis(values, setup, lambda, &said);
      const double cost = cost_of(values, best, setup, lambda);
      CHECK(said == Approx(cost).epsilon(1e-4).margin(1e-3));
      for (const float zone : {0.5f, 0.6f, 0.8f, 1e9f}) {
        Block rounded{};
        quantise(values.data(), 1, setup.reciprocals.data(), &zone, rounded.data());
        INFO("lambda " << lambda << ", zone " << zone);
        CHECK(cost <= cost_of(values, rounded, setup, lambda) + 1e-3);
      }
    }
  }
}

TEST_CASE("no other choice of levels is cheaper than the trellis") {
  const Setup setup = make_setup();
  std::mt19937 random(8);
  std::uniform_int_distribution<std::size_t> place(1, 63);
  std::uniform_real_distribution<float> magnitude(0.5f, 3.2f);
  for (int i = 0; i < 200; ++i) {
    Values values{};
    std::vector<std::size_t> places;
    for (int n = 0; n < 5; ++n) {
      const std::size_t k = place(random);
      values[k] = magnitude(random) / setup.reciprocals[k] * (n % 2 == 0 ? 1.0f : -1.0f);
    }
    for (std::size_t k = 1; k < kBlock; ++k) {
      if (values[k] != 0) places.push_back(k);
    }
    constexpr float kLambda = 0.15f;
    const double best = cost_of(values, trellis(values, setup, kLambda, nullptr), setup, kLambda);
    int ways = 1;
    for (std::size_t n = 0; n < places.size(); ++n) ways *= 3;
    for (int way = 0; way < ways; ++way) {
      Block levels{};
      int rest = way;
      for (const std::size_t k : places) {
        const double x = values[k] * setup.reciprocals[k];
        const int rounded = static_cast<int>(std::lround(std::abs(x)));
        const int level = rest % 3 == 2 ? 0 : std::max(0, rounded - rest % 3);
        levels[k] = static_cast<std::int16_t>(x < 0 ? -level : level);
        rest /= 3;
      }
      CHECK(best <= cost_of(values, levels, setup, kLambda) + 1e-4);
    }
  }
}
