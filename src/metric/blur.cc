#include "metric/blur.h"

#include "metric/gaussian.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "metric/blur.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace whittle::metric {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Floats = hn::ScalableTag<float>;
/// At most one lane for each row of a block.
using Rows = hn::CappedTag<float, kBlockRows>;
using Four = hn::CappedTag<float, 4>;

/// Three recurrences side by side. One lane is one row.
template <class V>
struct Recurrences {
  V prev[3], prev2[3];
};

/// One output from one window sum, by the plain recurrence.
template <class D, class V>
HWY_INLINE V step_one(D d, const Gaussian& g, V sum, Recurrences<V>& state) {
  V out[3];
  for (int k = 0; k < 3; ++k) {
    V value = hn::Mul(sum, hn::Set(d, g.mul_in[k][0]));
    value = hn::MulAdd(hn::Set(d, g.mul_prev2[k][0]), state.prev2[k], value);
    state.prev2[k] = state.prev[k];
    value = hn::MulAdd(hn::Set(d, g.mul_prev[k][0]), state.prev[k], value);
    state.prev[k] = value;
    out[k] = value;
  }
  return hn::Add(out[0], hn::Add(out[1], out[2]));
}

/// Four outputs from four window sums, by the unrolled recurrence: the same operations in the same order as the
/// reference.
template <class D, class V>
HWY_INLINE void step_four(D d, const Gaussian& g, V (&sums)[4], Recurrences<V>& state) {
  V out[3][4];
  for (int k = 0; k < 3; ++k) {
    for (int j = 0; j < 4; ++j) {
      V value = hn::Mul(sums[0], hn::Set(d, g.mul_in[k][j]));
      for (int i = 1; i <= j; ++i) value = hn::MulAdd(hn::Set(d, g.mul_in[k][j - i]), sums[i], value);
      value = hn::MulAdd(hn::Set(d, g.mul_prev2[k][j]), state.prev2[k], value);
      out[k][j] = hn::MulAdd(hn::Set(d, g.mul_prev[k][j]), state.prev[k], value);
    }
    state.prev2[k] = out[k][2];
    state.prev[k] = out[k][3];
  }
  for (int j = 0; j < 4; ++j) sums[j] = hn::Add(out[0][j], hn::Add(out[1][j], out[2][j]));
}

#if HWY_TARGET == HWY_SCALAR
/// Four columns from `n` of one row.
template <class D>
HWY_INLINE void blur_four(D d, const Gaussian& g, const float* in, std::size_t, std::ptrdiff_t n,
                          Recurrences<hn::Vec<D>>& state, float* out, std::size_t) {
  constexpr std::ptrdiff_t kN = Gaussian::kRadius;
  hn::Vec<D> sums[4];
  for (int j = 0; j < 4; ++j) sums[j] = hn::Set(d, in[n + j - kN - 1] + in[n + j + kN - 1]);
  step_four(d, g, sums, state);
  for (int j = 0; j < 4; ++j) out[n + j] = hn::GetLane(sums[j]);
}
#else
template <class V>
HWY_INLINE void transpose4(V& a, V& b, V& c, V& e) {
  const Four d;
  const hn::Repartition<double, Four> dd;
  const auto lo = [&](V x, V y) {
    return hn::BitCast(d, hn::InterleaveLower(dd, hn::BitCast(dd, x), hn::BitCast(dd, y)));
  };
  const auto hi = [&](V x, V y) {
    return hn::BitCast(d, hn::InterleaveUpper(dd, hn::BitCast(dd, x), hn::BitCast(dd, y)));
  };
  const V ab_lo = hn::InterleaveLower(d, a, b), ab_hi = hn::InterleaveUpper(d, a, b);
  const V ce_lo = hn::InterleaveLower(d, c, e), ce_hi = hn::InterleaveUpper(d, c, e);
  a = lo(ab_lo, ce_lo);
  b = hi(ab_lo, ce_lo);
  c = lo(ab_hi, ce_hi);
  e = hi(ab_hi, ce_hi);
}

/// The window sums of 4 columns from `x` of 4 rows, transposed: vector j holds column x + j.
using Quad = hn::Vec<Four>;
HWY_INLINE void load_sums(const float* in, std::size_t stride, std::ptrdiff_t x, Quad (&columns)[4]) {
  const Four d;
  constexpr std::ptrdiff_t kN = Gaussian::kRadius;
  for (std::size_t row = 0; row < 4; ++row) {
    const float* at = in + row * stride + x;
    columns[row] = hn::Add(hn::LoadU(d, at - kN - 1), hn::LoadU(d, at + kN - 1));
  }
  transpose4(columns[0], columns[1], columns[2], columns[3]);
}

HWY_INLINE void store_columns(Quad (&columns)[4], std::size_t stride, float* out) {
  const Four d;
  transpose4(columns[0], columns[1], columns[2], columns[3]);
  for (std::size_t row = 0; row < 4; ++row) hn::StoreU(columns[row], d, out + row * stride);
}

/// Four columns from `n` of as many rows as D has lanes.
template <class D>
HWY_INLINE void blur_four(D d, const Gaussian& g, const float* in, std::size_t stride, std::ptrdiff_t n,
                          Recurrences<hn::Vec<D>>& state, float* out, std::size_t out_stride) {
  if constexpr (hn::MaxLanes(D()) == 8) {
    Quad low[4], high[4];
    hn::Vec<D> sums[4];
    load_sums(in, stride, n, low);
    load_sums(in + 4 * stride, stride, n, high);
    for (int j = 0; j < 4; ++j) sums[j] = hn::Combine(d, high[j], low[j]);
    step_four(d, g, sums, state);
    const hn::Half<D> dh;
    for (int j = 0; j < 4; ++j) {
      low[j] = hn::LowerHalf(dh, sums[j]);
      high[j] = hn::UpperHalf(dh, sums[j]);
    }
    store_columns(low, out_stride, out + n);
    store_columns(high, out_stride, out + 4 * out_stride + n);
  } else {
    Quad sums[4];
    load_sums(in, stride, n, sums);
    step_four(d, g, sums, state);
    store_columns(sums, out_stride, out + n);
  }
}

#endif

/// Blurs as many rows as Rows has lanes.
void BlurSomeRows(const float* HWY_RESTRICT in, std::size_t stride, std::size_t width, float* HWY_RESTRICT out,
                  std::size_t out_stride) {
  const Rows d;
  using V = hn::Vec<Rows>;
  const std::size_t rows = hn::Lanes(d);
  const Gaussian& g = gaussian();
  const auto end = static_cast<std::ptrdiff_t>(width);
  constexpr std::ptrdiff_t kN = Gaussian::kRadius;
  Recurrences<V> state;
  for (int k = 0; k < 3; ++k) state.prev[k] = state.prev2[k] = hn::Zero(d);

  HWY_ALIGN float column[kBlockRows];
  const auto one = [&](std::ptrdiff_t n) {
    for (std::size_t row = 0; row < rows; ++row) {
      const float* at = in + row * stride + n;
      column[row] = at[-kN - 1] + at[kN - 1];
    }
    hn::Store(step_one(d, g, hn::Load(d, column), state), d, column);
    if (n < 0) return;
    for (std::size_t row = 0; row < rows; ++row) out[row * out_stride + static_cast<std::size_t>(n)] = column[row];
  };

  constexpr std::ptrdiff_t kFirstUnrolled = 8;  // kN + 1 rounded up to 4
  std::ptrdiff_t n = -kN + 1;
  for (; n < HWY_MIN(kFirstUnrolled, end); ++n) one(n);
  for (; n < end - kN + 1 - 3; n += 4) blur_four(d, g, in, stride, n, state, out, out_stride);
  for (; n < end; ++n) one(n);
}

void BlurRows(const float* HWY_RESTRICT in, std::size_t stride, std::size_t width, float* HWY_RESTRICT out,
              std::size_t out_stride) {
  const std::size_t rows = hn::Lanes(Rows());
  for (std::size_t row = 0; row < kBlockRows; row += rows) {
    BlurSomeRows(in + row * stride, stride, width, out + row * out_stride, out_stride);
  }
}

void BlurColumns(const float* HWY_RESTRICT above, const float* HWY_RESTRICT below, std::size_t width,
                 std::size_t state_stride, float* HWY_RESTRICT state, float* HWY_RESTRICT out) {
  const Floats d;
  const Gaussian& g = gaussian();
  for (std::size_t x = 0; x < width; x += hn::Lanes(d)) {
    const auto sum = hn::Add(hn::LoadU(d, above + x), hn::LoadU(d, below + x));
    hn::Vec<Floats> y[3];
    for (std::size_t k = 0; k < 3; ++k) {
      float* one = state + 2 * k * state_stride + x;
      float* two = one + state_stride;
      const auto y1 = hn::LoadU(d, one), y2 = hn::LoadU(d, two);
      // n2 * sum + (-(d1 * y1) - y2)
      y[k] = hn::MulAdd(hn::Set(d, g.n2[k]), sum, hn::NegMulSub(hn::Set(d, g.d1[k]), y1, y2));
      hn::StoreU(y1, d, two);
      hn::StoreU(y[k], d, one);
    }
    if (out != nullptr) hn::StoreU(hn::Add(y[0], hn::Add(y[1], y[2])), d, out + x);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace whittle::metric
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace whittle::metric {

HWY_EXPORT(BlurRows);
HWY_EXPORT(BlurColumns);

void blur_rows(const float* in, std::size_t stride, std::size_t width, float* out, std::size_t out_stride) {
  HWY_DYNAMIC_DISPATCH(BlurRows)(in, stride, width, out, out_stride);
}

void blur_columns(const float* above, const float* below, std::size_t width, std::size_t state_stride, float* state,
                  float* out) {
  HWY_DYNAMIC_DISPATCH(BlurColumns)(above, below, width, state_stride, state, out);
}

}  // namespace whittle::metric
#endif
