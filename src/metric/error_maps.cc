#include "metric/error_maps.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "metric/error_maps.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace whittle::metric {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

void Multiply(const float* HWY_RESTRICT a, const float* HWY_RESTRICT b, std::size_t count, float* HWY_RESTRICT out) {
  const hn::ScalableTag<float> d;
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    hn::StoreU(hn::Mul(hn::LoadU(d, a + i), hn::LoadU(d, b + i)), d, out + i);
  }
}

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

HWY_EXPORT(Multiply);
HWY_EXPORT(AddSsim);
HWY_EXPORT(AddEdges);

void multiply(const float* a, const float* b, std::size_t count, float* out) {
  HWY_DYNAMIC_DISPATCH(Multiply)(a, b, count, out);
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
