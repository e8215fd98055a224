#include "codec/jpeg/lossy/dct.h"

#include <array>
#include <cmath>
#include <numbers>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codec/jpeg/lossy/dct.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#ifndef WHITTLE_JPEG_DCT_MATRIX
#define WHITTLE_JPEG_DCT_MATRIX
namespace whittle::jpeg {
/// By frequency and sample, and turned.
struct DctMatrix {
  alignas(64) float by_frequency[8][8];
  alignas(64) float by_sample[8][8];
};
const DctMatrix& dct_matrix();
}  // namespace whittle::jpeg
#endif

HWY_BEFORE_NAMESPACE();
namespace whittle::jpeg {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Eight = hn::CappedTag<float, 8>;

// Down the columns with even and odd frequencies from sums and differences, then along the rows as a product with the
// matrix: no transposition, any vector length, and one fused operation a sample and frequency is all it costs.
void ForwardDct(const DctMatrix& matrix, const float* HWY_RESTRICT rows, std::size_t stride, std::size_t blocks,
                float level, float* HWY_RESTRICT out) {
  const Eight d;
  const std::size_t lanes = hn::Lanes(d);
  HWY_ALIGN float columns[64];
  for (std::size_t block = 0; block < blocks; ++block, rows += 8, out += 64) {
    for (std::size_t x = 0; x < 8; x += lanes) {
      hn::Vec<Eight> sums[4], differences[4];
      for (std::size_t y = 0; y < 4; ++y) {
        const auto top = hn::LoadU(d, rows + y * stride + x), bottom = hn::LoadU(d, rows + (7 - y) * stride + x);
        sums[y] = hn::Add(top, bottom);
        differences[y] = hn::Sub(top, bottom);
      }
      for (std::size_t v = 0; v < 8; ++v) {
        const hn::Vec<Eight>* const in = v % 2 == 0 ? sums : differences;
        auto sum = hn::Mul(hn::Set(d, matrix.by_frequency[v][0]), in[0]);
        for (std::size_t y = 1; y < 4; ++y) sum = hn::MulAdd(hn::Set(d, matrix.by_frequency[v][y]), in[y], sum);
        hn::Store(sum, d, columns + 8 * v + x);
      }
    }
    for (std::size_t u = 0; u < 8; u += lanes) {
      hn::Vec<Eight> turned[8];
      for (std::size_t x = 0; x < 8; ++x) turned[x] = hn::Load(d, matrix.by_sample[x] + u);
      for (std::size_t v = 0; v < 8; ++v) {
        auto sum = hn::Mul(hn::Set(d, columns[8 * v]), turned[0]);
        for (std::size_t x = 1; x < 8; ++x) sum = hn::MulAdd(hn::Set(d, columns[8 * v + x]), turned[x], sum);
        hn::StoreU(sum, d, out + 8 * v + u);
      }
    }
    out[0] -= 8 * level;
  }
}

void InverseDct(const DctMatrix& matrix, const float* HWY_RESTRICT in, float* HWY_RESTRICT out) {
  const Eight d;
  const std::size_t lanes = hn::Lanes(d);
  HWY_ALIGN float columns[64];
  for (std::size_t u = 0; u < 8; u += lanes) {
    for (std::size_t y = 0; y < 8; ++y) {
      auto sum = hn::Mul(hn::Set(d, matrix.by_sample[y][0]), hn::LoadU(d, in + u));
      for (std::size_t v = 1; v < 8; ++v) {
        sum = hn::MulAdd(hn::Set(d, matrix.by_sample[y][v]), hn::LoadU(d, in + 8 * v + u), sum);
      }
      hn::Store(sum, d, columns + 8 * y + u);
    }
  }
  for (std::size_t x = 0; x < 8; x += lanes) {
    for (std::size_t y = 0; y < 8; ++y) {
      auto sum = hn::Mul(hn::Set(d, columns[8 * y]), hn::Load(d, matrix.by_frequency[0] + x));
      for (std::size_t u = 1; u < 8; ++u) {
        sum = hn::MulAdd(hn::Set(d, columns[8 * y + u]), hn::Load(d, matrix.by_frequency[u] + x), sum);
      }
      hn::StoreU(sum, d, out + 8 * y + x);
    }
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace whittle::jpeg
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace whittle::jpeg {

HWY_EXPORT(ForwardDct);
HWY_EXPORT(InverseDct);

const DctMatrix& dct_matrix() {
  static const DctMatrix matrix = [] {
    DctMatrix made;
    for (int u = 0; u < 8; ++u) {
      for (int x = 0; x < 8; ++x) {
        const double scale = u == 0 ? std::sqrt(0.125) : 0.5;
        const auto value = static_cast<float>(scale * std::cos((2 * x + 1) * u * std::numbers::pi / 16));
        made.by_frequency[u][x] = made.by_sample[x][u] = value;
      }
    }
    return made;
  }();
  return matrix;
}

void forward_dct(const float* rows, std::size_t stride, std::size_t blocks, float level, float* coefficients) {
  HWY_DYNAMIC_DISPATCH(ForwardDct)(dct_matrix(), rows, stride, blocks, level, coefficients);
}

void inverse_dct(const float* coefficients, float* samples) {
  HWY_DYNAMIC_DISPATCH(InverseDct)(dct_matrix(), coefficients, samples);
}

}  // namespace whittle::jpeg
#endif
