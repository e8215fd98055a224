#include "codec/jpeg/lossy/dering.h"

#include <algorithm>
#include <cmath>

#include "codec/jpeg/lossy/dct.h"
#include "codec/jpeg/lossy/quantise.h"

namespace whittle::jpeg {
namespace {

constexpr float kMiddle = 128, kWhite = 254.75f, kBlack = 0.25f;

}  // namespace

void find_clipped(const float* rows, std::size_t stride, int blocks, int block_row, std::vector<ClippedBlock>& out) {
  std::vector<float> least(static_cast<std::size_t>(blocks)), most(least.size());
  sample_ranges(rows, stride, least.size(), least.data(), most.data());
  for (int column = 0; column < blocks; ++column) {
    const float low = least[static_cast<std::size_t>(column)], high = most[static_cast<std::size_t>(column)];
    const bool uniform = low >= kWhite || high <= kBlack;
    if (uniform || (low > kBlack && high < kWhite)) continue;
    ClippedBlock found{block_row, column, 0, 0};
    for (std::size_t i = 0; i < kBlock; ++i) {
      const float sample = rows[i / 8 * stride + static_cast<std::size_t>(8 * column) + i % 8];
      found.white |= std::uint64_t{sample >= kWhite} << i;
      found.black |= std::uint64_t{sample <= kBlack} << i;
    }
    out.push_back(found);
  }
}

void relax_clipped(const ClippedBlock& block, const QuantTable& steps, float* coefficients) {
  constexpr int kRounds = 4;
  constexpr float kMostOvershoot = 48, kDeadZone = 0.6f;
  constexpr float kTop = 255 - kMiddle, kBottom = -kMiddle;
  alignas(64) float original[kBlock], samples[kBlock], left[kBlock];
  inverse_dct(coefficients, original);
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t k = 0; k < kBlock; ++k) {
      const float step = steps[k], x = coefficients[k] / step;
      left[k] = k != 0 && std::fabs(x) < kDeadZone ? 0 : std::nearbyint(x) * step;
    }
    inverse_dct(left, samples);
    for (std::size_t i = 0; i < kBlock; ++i) {
      if ((block.white >> i & 1) != 0) {
        samples[i] = std::clamp(samples[i], kTop, kTop + kMostOvershoot);
      } else if ((block.black >> i & 1) != 0) {
        samples[i] = std::clamp(samples[i], kBottom - kMostOvershoot, kBottom);
      } else {
        samples[i] = original[i];
      }
    }
    forward_dct(samples, 8, 1, 0, coefficients);
  }
}

}  // namespace whittle::jpeg
