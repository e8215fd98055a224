#include "metric/xyb.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "metric/xyb.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace whittle::metric {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Floats = hn::ScalableTag<float>;

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

}  // namespace HWY_NAMESPACE
}  // namespace whittle::metric
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace whittle::metric {

HWY_EXPORT(SrgbToLinear);
HWY_EXPORT(LinearToXyb);

void srgb_to_linear(float* values, std::size_t count) {
  HWY_DYNAMIC_DISPATCH(SrgbToLinear)(values, count);
}

void linear_to_xyb(const float* red, const float* green, const float* blue, std::size_t count, float* x, float* y,
                   float* b) {
  HWY_DYNAMIC_DISPATCH(LinearToXyb)(red, green, blue, count, x, y, b);
}

}  // namespace whittle::metric
#endif
