#include <algorithm>
#include <cmath>
#include <vector>

#include "codec/jpeg/lossy/dct.h"
#include "codec/jpeg/lossy/dering.h"
#include "tests/support/catch.h"

using namespace whittle::jpeg;

namespace {

QuantTable coarse_table() {
  QuantTable table;
  for (std::size_t k = 0; k < kBlock; ++k) table[k] = static_cast<std::uint16_t>(10 + 4 * (k / 8 + k % 8));
  return table;
}

/// What a decoder shows of `coefficients`.
std::vector<float> shown(std::vector<float> coefficients, const QuantTable& table) {
  for (std::size_t k = 0; k < kBlock; ++k) {
    const float step = table[k];
    coefficients[k] = std::nearbyint(coefficients[k] / step) * step;
  }
  std::vector<float> samples(kBlock);
  inverse_dct(coefficients.data(), samples.data());
  for (float& sample : samples) sample = std::clamp(sample + 128, 0.0f, 255.0f);
  return samples;
}

double squared_error(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

}  // namespace

TEST_CASE("the inverse DCT of one block takes the forward one back exactly") {
  std::vector<float> samples(kBlock), coefficients(kBlock), back(kBlock);
  for (std::size_t i = 0; i < kBlock; ++i) samples[i] = static_cast<float>(i * 37 % 256);
  forward_dct(samples.data(), 8, 1, 128, coefficients.data());
  inverse_dct(coefficients.data(), back.data());
  for (std::size_t i = 0; i < kBlock; ++i) CHECK(back[i] + 128 == Approx(samples[i]).margin(1e-3));
}

TEST_CASE("blocks are found that are clipped in part, with the places") {
  constexpr std::size_t kStride = 40;
  std::vector<float> rows(8 * kStride, 100.0f);
  for (std::size_t y = 0; y < 8; ++y)
    std::fill_n(rows.begin() + static_cast<std::ptrdiff_t>(y * kStride + 8), 8, 255.0f);
  rows[3 * kStride + 16 + 5] = 255;  // of block 2
  rows[7 * kStride + 16 + 0] = 0;
  rows[0 * kStride + 24 + 7] = 254;  // of block 3: not at the end of the range
  std::vector<ClippedBlock> found;
  find_clipped(rows.data(), kStride, 5, 6, found);
  REQUIRE(found.size() == 1);
  CHECK(found[0].row == 6);
  CHECK(found[0].column == 2);
  CHECK(found[0].white == std::uint64_t{1} << 29);
  CHECK(found[0].black == std::uint64_t{1} << 56);
}

TEST_CASE("a letter on paper and its negative look more like themselves when they may overshoot") {
  const QuantTable table = coarse_table();
  for (const bool negative : {false, true}) {
    for (std::size_t wide = 1; wide < 8; ++wide) {
      std::vector<float> samples(kBlock);
      for (std::size_t i = 0; i < kBlock; ++i) {
        const bool ink = i % 8 < wide && i / 8 > 1;
        samples[i] = ink != negative ? 20.0f : 255.0f;
        if (negative) samples[i] = 255.0f - samples[i];
      }
      std::vector<ClippedBlock> found;
      find_clipped(samples.data(), 8, 1, 0, found);
      REQUIRE(found.size() == 1);
      std::vector<float> plain(kBlock);
      forward_dct(samples.data(), 8, 1, 128, plain.data());
      std::vector<float> relaxed = plain;
      relax_clipped(found[0], table, relaxed.data());
      INFO(wide << " columns of ink" << (negative ? ", negative" : ""));
      CHECK(squared_error(shown(relaxed, table), samples) < squared_error(shown(plain, table), samples));
    }
  }
}

TEST_CASE("samples between the ends of the range are still aimed at") {
  const QuantTable table = coarse_table();
  std::vector<float> samples(kBlock), coefficients(kBlock), aim(kBlock);
  for (std::size_t i = 0; i < kBlock; ++i) samples[i] = i % 8 < 3 ? 255.0f : static_cast<float>(60 + i);
  std::vector<ClippedBlock> found;
  find_clipped(samples.data(), 8, 1, 0, found);
  REQUIRE(found.size() == 1);
  forward_dct(samples.data(), 8, 1, 128, coefficients.data());
  relax_clipped(found[0], table, coefficients.data());
  inverse_dct(coefficients.data(), aim.data());
  for (std::size_t i = 0; i < kBlock; ++i) {
    if (i % 8 < 3) {
      CHECK(aim[i] + 128 >= 255 - 1e-2);
    } else {
      CHECK(aim[i] + 128 == Approx(samples[i]).margin(1e-2));
    }
  }
}
