#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "codec/jpeg/decode/idct.h"
#include "codec/jpeg/lossy/dct.h"
#include "tests/support/catch.h"

using namespace whittle::jpeg;

namespace {

/// T.81 A.3.3, word for word.
double naive(const float* rows, std::size_t stride, int u, int v) {
  double sum = 0;
  for (int y = 0; y < 8; ++y) {
    for (int x = 0; x < 8; ++x) {
      sum += (static_cast<double>(rows[y * stride + x]) - 128) * std::cos((2 * x + 1) * u * std::numbers::pi / 16) *
             std::cos((2 * y + 1) * v * std::numbers::pi / 16);
    }
  }
  const double half = std::sqrt(0.5);
  return 0.25 * (u == 0 ? half : 1) * (v == 0 ? half : 1) * sum;
}

}  // namespace

TEST_CASE("the forward DCT is that of the standard") {
  std::mt19937 random(1);
  std::uniform_real_distribution<float> sample(0, 255);
  constexpr std::size_t kStride = 43, kBlocks = 5;
  std::vector<float> rows(8 * kStride), coefficients(kBlocks * 64);
  for (float& value : rows) value = sample(random);
  forward_dct(rows.data(), kStride, kBlocks, 128, coefficients.data());
  for (std::size_t block = 0; block < kBlocks; ++block) {
    for (int v = 0; v < 8; ++v) {
      for (int u = 0; u < 8; ++u) {
        INFO("block " << block << ", " << u << "," << v);
        CHECK(coefficients[block * 64 + static_cast<std::size_t>(8 * v + u)] ==
              Approx(naive(rows.data() + 8 * block, kStride, u, v)).margin(2e-3));
      }
    }
  }
}

TEST_CASE("the inverse DCT takes the forward one back") {
  std::mt19937 random(2);
  std::uniform_int_distribution<int> sample(0, 255);
  QuantTable ones;
  ones.fill(1);
  for (int repeat = 0; repeat < 50; ++repeat) {
    std::vector<float> rows(64), coefficients(64);
    for (float& value : rows) value = static_cast<float>(sample(random));
    forward_dct(rows.data(), 8, 1, 128, coefficients.data());
    std::int16_t levels[64];
    for (std::size_t k = 0; k < 64; ++k) levels[k] = static_cast<std::int16_t>(std::lround(coefficients[k]));
    std::uint8_t samples[8 * 11] = {};
    inverse_dct(levels, ones, samples, 11);
    for (std::size_t y = 0; y < 8; ++y) {
      for (std::size_t x = 0; x < 8; ++x) CHECK(std::abs(samples[11 * y + x] - rows[8 * y + x]) <= 2);
    }
  }
}
