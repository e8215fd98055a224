#include "codec/jpeg/decode/idct.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codec/jpeg/decode/idct.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace whittle::jpeg {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Eight = hn::CappedTag<std::int32_t, 8>;
using Vec = hn::Vec<Eight>;

constexpr int kConstBits = 13, kPass1Bits = 2;

HWY_INLINE Vec times(Vec v, std::int32_t factor) {
  return hn::Mul(v, hn::Set(Eight(), factor));
}

/// One-dimensional inverse DCT down eight vectors, by C. Loeffler, A. Ligtenberg and G. Moschytz (ICASSP 1989), 11
/// multiplications and one more for accuracy; constants have 13 bits. Results are shifted right by `kShift`, rounded.
template <int kShift>
HWY_INLINE void transform(Vec (&v)[8]) {
  const Vec z1 = times(hn::Add(v[2], v[6]), 4433);  // 0.541196100
  const Vec even2 = hn::Add(z1, times(v[6], -15137)), even3 = hn::Add(z1, times(v[2], 6270));
  const Vec even0 = hn::ShiftLeft<kConstBits>(hn::Add(v[0], v[4])),
            even1 = hn::ShiftLeft<kConstBits>(hn::Sub(v[0], v[4]));
  const Vec tmp10 = hn::Add(even0, even3), tmp13 = hn::Sub(even0, even3);
  const Vec tmp11 = hn::Add(even1, even2), tmp12 = hn::Sub(even1, even2);

  const Vec sum73 = hn::Add(v[7], v[3]), sum51 = hn::Add(v[5], v[1]);
  const Vec z5 = times(hn::Add(sum73, sum51), 9633);  // 1.175875602
  const Vec z71 = times(hn::Add(v[7], v[1]), -7373), z53 = times(hn::Add(v[5], v[3]), -20995);
  const Vec z3 = hn::Add(times(sum73, -16069), z5), z4 = hn::Add(times(sum51, -3196), z5);
  const Vec odd0 = hn::Add(times(v[7], 2446), hn::Add(z71, z3));
  const Vec odd1 = hn::Add(times(v[5], 16819), hn::Add(z53, z4));
  const Vec odd2 = hn::Add(times(v[3], 25172), hn::Add(z53, z3));
  const Vec odd3 = hn::Add(times(v[1], 12299), hn::Add(z71, z4));

  const Vec half = hn::Set(Eight(), 1 << (kShift - 1));
  const auto pair = [&](Vec even, Vec odd, Vec& first, Vec& last) {
    const Vec rounded = hn::Add(even, half);
    first = hn::ShiftRight<kShift>(hn::Add(rounded, odd));
    last = hn::ShiftRight<kShift>(hn::Sub(rounded, odd));
  };
  pair(tmp10, odd3, v[0], v[7]);
  pair(tmp11, odd2, v[1], v[6]);
  pair(tmp12, odd1, v[2], v[5]);
  pair(tmp13, odd0, v[3], v[4]);
}

void InverseDct(const std::int16_t* HWY_RESTRICT levels, const std::uint16_t* HWY_RESTRICT table,
                std::uint8_t* HWY_RESTRICT out, std::size_t stride) {
  const Eight d;
  const hn::Rebind<std::int16_t, Eight> d16;
  const std::size_t lanes = hn::Lanes(d);
  HWY_ALIGN std::int32_t columns[64], turned[64];
  for (std::size_t x = 0; x < 8; x += lanes) {
    Vec v[8];
    for (std::size_t y = 0; y < 8; ++y) {
      const Vec level = hn::PromoteTo(d, hn::LoadU(d16, levels + 8 * y + x));
      const Vec step = hn::PromoteTo(d, hn::LoadU(d16, reinterpret_cast<const std::int16_t*>(table) + 8 * y + x));
      v[y] = hn::Mul(level, step);
    }
    transform<kConstBits - kPass1Bits>(v);
    for (std::size_t y = 0; y < 8; ++y) hn::Store(v[y], d, columns + 8 * y + x);
  }
  for (std::size_t y = 0; y < 8; ++y) {
    for (std::size_t x = 0; x < 8; ++x) turned[8 * x + y] = columns[8 * y + x];
  }
  for (std::size_t y = 0; y < 8; y += lanes) {
    Vec v[8];
    for (std::size_t x = 0; x < 8; ++x) v[x] = hn::Load(d, turned + 8 * x + y);
    transform<kConstBits + kPass1Bits + 3>(v);
    for (std::size_t x = 0; x < 8; ++x) {
      const Vec sample = hn::Add(v[x], hn::Set(d, 128));
      hn::Store(hn::Min(hn::Max(sample, hn::Zero(d)), hn::Set(d, 255)), d, columns + 8 * x + y);
    }
  }
  for (std::size_t y = 0; y < 8; ++y) {
    for (std::size_t x = 0; x < 8; ++x) out[y * stride + x] = static_cast<std::uint8_t>(columns[8 * x + y]);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace whittle::jpeg
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace whittle::jpeg {

HWY_EXPORT(InverseDct);

void inverse_dct(const std::int16_t* levels, const QuantTable& table, std::uint8_t* out, std::size_t stride) {
  HWY_DYNAMIC_DISPATCH(InverseDct)(levels, table.data(), out, stride);
}

}  // namespace whittle::jpeg
#endif
