#include "metric/kernels.h"

#include "metric/gaussian.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "metric/kernels.cc"
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

// ---- colour

template <class D, class V>
V horner(D d, V x, const float (&coefficients)[5]) {
  V sum = hn::Set(d, coefficients[4]);
  for (int i = 3; i >= 0; --i) sum = hn::MulAdd(sum, x, hn::Set(d, coefficients[i]));
  return sum;
}

void SrgbToLinear(float* HWY_RESTRICT values, std::size_t count) {
  // Rational approximation of the sRGB transfer function as the reference has it.
  constexpr float kP[5] = {2.200248328e-04f, 1.043637593e-02f, 1.624820318e-01f, 7.961564959e-01f, 8.210152774e-01f};
  constexpr float kQ[5] = {2.631846970e-01f, 1.076976492e+00f, 4.987528350e-01f, -5.512498495e-02f, 6.521209011e-03f};
  const Floats d;
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    const auto x = hn::LoadU(d, values + i);
    const auto curve = hn::Div(horner(d, x, kP), horner(d, x, kQ));
    const auto line = hn::Mul(x, hn::Set(d, 1.0f / 12.92f));
    hn::StoreU(hn::IfThenElse(hn::Gt(x, hn::Set(d, 0.04045f)), curve, line), d, values + i);
  }
}

/// cbrt(x) + add, by Newton steps on x^(-1/3) from an exponent guess. x > 0.
template <class D, class V>
V cube_root_and_add(D d, V x, V add) {
  const hn::RebindToUnsigned<D> du;
  const auto third = hn::Set(d, 1.0f / 3.0f), four_thirds = hn::Set(d, 4.0f / 3.0f);
  const auto exponent = hn::ShiftRight<23>(hn::BitCast(du, x));
  auto r = hn::BitCast(d, hn::Sub(hn::Set(du, 0x54800000u), hn::Mul(exponent, hn::Set(du, 0x002AAAAAu))));
  const auto x_third = hn::Mul(third, x);
  for (int step = 0; step < 3; ++step) {
    const auto r2 = hn::Mul(r, r);
    r = hn::NegMulAdd(x_third, hn::Mul(r2, r2), hn::Mul(four_thirds, r));
  }
  auto r2 = hn::Mul(r, r);
  r = hn::MulAdd(third, hn::NegMulAdd(x, hn::Mul(r2, r2), r), r);
  r2 = hn::Mul(r, r);
  return hn::MulAdd(r2, x, add);
}

template <class D, class V>
V opsin(D d, V r, V g, V b, float m0, float m1, float m2) {
  constexpr float kBias = 0.0037930732552754493f;
  constexpr float kCubeRootOfBias = 0.15595420054924863f;
  const V mixed =
      hn::MulAdd(hn::Set(d, m0), r, hn::MulAdd(hn::Set(d, m1), g, hn::MulAdd(hn::Set(d, m2), b, hn::Set(d, kBias))));
  return cube_root_and_add(d, hn::Max(mixed, hn::Zero(d)), hn::Set(d, -kCubeRootOfBias));
}

void LinearToXyb(const float* HWY_RESTRICT red, const float* HWY_RESTRICT green, const float* HWY_RESTRICT blue,
                 std::size_t count, float* HWY_RESTRICT out_x, float* HWY_RESTRICT out_y, float* HWY_RESTRICT out_b) {
  const Floats d;
  const auto half = hn::Set(d, 0.5f);
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    const auto r = hn::LoadU(d, red + i), g = hn::LoadU(d, green + i), b = hn::LoadU(d, blue + i);
    const auto l = opsin(d, r, g, b, 0.30f, 0.622f, 0.078f);
    const auto m = opsin(d, r, g, b, 0.23f, 0.692f, 0.078f);
    const auto y = hn::Mul(half, hn::Add(l, m));
    hn::StoreU(hn::Add(y, hn::Set(d, 0.01f)), d, out_y + i);
    if (out_x != nullptr) {
      const auto x = hn::Mul(half, hn::Sub(l, m));
      hn::StoreU(hn::Add(hn::Mul(x, hn::Set(d, 14.0f)), hn::Set(d, 0.42f)), d, out_x + i);
    }
    if (out_b != nullptr) {
      const auto s = opsin(d, r, g, b, 0.24342268924547819f, 0.20476744424496821f, 0.55180986650955360f);
      hn::StoreU(hn::Add(hn::Sub(s, y), hn::Set(d, 0.55f)), d, out_b + i);
    }
  }
}

void Multiply(const float* HWY_RESTRICT a, const float* HWY_RESTRICT b, std::size_t count, float* HWY_RESTRICT out) {
  const Floats d;
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    hn::StoreU(hn::Mul(hn::LoadU(d, a + i), hn::LoadU(d, b + i)), d, out + i);
  }
}

// ---- horizontal blur: a row in each lane

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

// ---- vertical blur: a column in each lane

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

// ---- error maps, summed in double precision

using Doubles = hn::ScalableTag<double>;
using HalfFloats = hn::Rebind<float, Doubles>;
using Double = hn::Vec<Doubles>;

HWY_INLINE Double load_wide(const float* from) {
  return hn::PromoteTo(Doubles(), hn::LoadU(HalfFloats(), from));
}
HWY_INLINE Double fourth(Double v) {
  v = hn::Mul(v, v);
  return hn::Mul(v, v);
}
double total(Double v) {
  return hn::GetLane(hn::SumOfLanes(Doubles(), v));
}

/// Zero in the lanes at and beyond `left`.
HWY_INLINE Double first_lanes(Double v, std::size_t left) {
  const Doubles d;
  return left >= hn::Lanes(d) ? v : hn::IfThenElseZero(hn::FirstN(d, left), v);
}

void AddSsim(const float* HWY_RESTRICT mu1, const float* HWY_RESTRICT mu2, const float* HWY_RESTRICT s11,
             const float* HWY_RESTRICT s22, const float* HWY_RESTRICT s12, std::size_t width, ErrorSums& sums) {
  const Doubles d;
  const HalfFloats f;
  const auto c2 = hn::Set(f, 0.0009f), one = hn::Set(f, 1.0f);
  Double sum = hn::Zero(d), sum4 = hn::Zero(d);
  for (std::size_t x = 0; x < width; x += hn::Lanes(d)) {
    const auto m1 = hn::LoadU(f, mu1 + x), m2 = hn::LoadU(f, mu2 + x);
    const auto m12 = hn::Mul(m1, m2), difference = hn::Sub(m1, m2);
    const auto num_m = hn::Sub(one, hn::Mul(difference, difference));
    const auto covariance = hn::Sub(hn::LoadU(f, s12 + x), m12);
    const auto num_s = hn::Add(hn::Add(covariance, covariance), c2);
    const auto variance1 = hn::Sub(hn::LoadU(f, s11 + x), hn::Mul(m1, m1));
    const auto variance2 = hn::Sub(hn::LoadU(f, s22 + x), hn::Mul(m2, m2));
    const auto ratio = hn::Div(hn::Mul(num_m, num_s), hn::Add(hn::Add(variance1, variance2), c2));
    Double error = hn::Max(hn::Sub(hn::Set(d, 1.0), hn::PromoteTo(d, ratio)), hn::Zero(d));
    error = first_lanes(error, width - x);
    sum = hn::Add(sum, error);
    sum4 = hn::Add(sum4, fourth(error));
  }
  sums.ssim += total(sum);
  sums.ssim4 += total(sum4);
}

void AddEdges(const float* HWY_RESTRICT a, const float* HWY_RESTRICT mu1, const float* HWY_RESTRICT b,
              const float* HWY_RESTRICT mu2, std::size_t width, ErrorSums& sums) {
  const Doubles d;
  const HalfFloats f;
  const auto one = hn::Set(d, 1.0);
  const auto edge = [&](const float* value, const float* mean) {
    return hn::Add(one, hn::PromoteTo(d, hn::Abs(hn::Sub(hn::LoadU(f, value), hn::LoadU(f, mean)))));
  };
  Double ring = hn::Zero(d), ring4 = hn::Zero(d), blur = hn::Zero(d), blur4 = hn::Zero(d);
  for (std::size_t x = 0; x < width; x += hn::Lanes(d)) {
    Double change = hn::Sub(hn::Div(edge(b + x, mu2 + x), edge(a + x, mu1 + x)), one);
    change = first_lanes(change, width - x);
    const Double more = hn::Max(change, hn::Zero(d)), less = hn::Max(hn::Neg(change), hn::Zero(d));
    ring = hn::Add(ring, more);
    ring4 = hn::Add(ring4, fourth(more));
    blur = hn::Add(blur, less);
    blur4 = hn::Add(blur4, fourth(less));
  }
  sums.ring += total(ring);
  sums.ring4 += total(ring4);
  sums.blur += total(blur);
  sums.blur4 += total(blur4);
}

}  // namespace HWY_NAMESPACE
}  // namespace whittle::metric
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace whittle::metric {

HWY_EXPORT(SrgbToLinear);
HWY_EXPORT(LinearToXyb);
HWY_EXPORT(Multiply);
HWY_EXPORT(BlurRows);
HWY_EXPORT(BlurColumns);
HWY_EXPORT(AddSsim);
HWY_EXPORT(AddEdges);

void srgb_to_linear(float* values, std::size_t count) {
  HWY_DYNAMIC_DISPATCH(SrgbToLinear)(values, count);
}

void linear_to_xyb(const float* red, const float* green, const float* blue, std::size_t count, float* x, float* y,
                   float* b) {
  HWY_DYNAMIC_DISPATCH(LinearToXyb)(red, green, blue, count, x, y, b);
}

void multiply(const float* a, const float* b, std::size_t count, float* out) {
  HWY_DYNAMIC_DISPATCH(Multiply)(a, b, count, out);
}

void blur_rows(const float* in, std::size_t stride, std::size_t width, float* out, std::size_t out_stride) {
  HWY_DYNAMIC_DISPATCH(BlurRows)(in, stride, width, out, out_stride);
}

void blur_columns(const float* above, const float* below, std::size_t width, std::size_t state_stride, float* state,
                  float* out) {
  HWY_DYNAMIC_DISPATCH(BlurColumns)(above, below, width, state_stride, state, out);
}

void add_ssim(const float* mu1, const float* mu2, const float* s11, const float* s22, const float* s12,
              std::size_t width, ErrorSums& sums) {
  HWY_DYNAMIC_DISPATCH(AddSsim)(mu1, mu2, s11, s22, s12, width, sums);
}

void add_edges(const float* a, const float* mu1, const float* b, const float* mu2, std::size_t width, ErrorSums& sums) {
  HWY_DYNAMIC_DISPATCH(AddEdges)(a, mu1, b, mu2, width, sums);
}

}  // namespace whittle::metric
#endif
