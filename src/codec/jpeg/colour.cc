#include "codec/jpeg/colour.h"

#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codec/jpeg/colour.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace whittle::jpeg {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Floats = hn::ScalableTag<float>;
using Vec = hn::Vec<Floats>;

void RgbToYcc(const std::uint8_t* HWY_RESTRICT rgb, std::size_t width, const YccRow& out) {
  const hn::CappedTag<float, 16> d;
  const hn::Rebind<std::int32_t, decltype(d)> di;
  const hn::Rebind<std::uint8_t, decltype(d)> some;
  const hn::CappedTag<std::uint8_t, 16> bytes;
  constexpr std::size_t kPixels = 16;
  HWY_ALIGN std::uint8_t rest[3 * kPixels] = {}, red[kPixels], green[kPixels], blue[kPixels];
  for (std::size_t begin = 0; begin < width; begin += kPixels) {
    const std::uint8_t* from = rgb + 3 * begin;
    if (width - begin < kPixels) {
      std::memcpy(rest, from, 3 * (width - begin));
      from = rest;
    }
    for (std::size_t i = 0; i < kPixels; i += hn::Lanes(bytes)) {
      hn::Vec<decltype(bytes)> reds, greens, blues;
      hn::LoadInterleaved3(bytes, from + 3 * i, reds, greens, blues);
      hn::Store(reds, bytes, red + i);
      hn::Store(greens, bytes, green + i);
      hn::Store(blues, bytes, blue + i);
    }
    for (std::size_t i = 0; i < kPixels; i += hn::Lanes(d)) {
      const auto r = hn::ConvertTo(d, hn::PromoteTo(di, hn::LoadU(some, red + i)));
      const auto g = hn::ConvertTo(d, hn::PromoteTo(di, hn::LoadU(some, green + i)));
      const auto b = hn::ConvertTo(d, hn::PromoteTo(di, hn::LoadU(some, blue + i)));
      const auto y =
          hn::MulAdd(hn::Set(d, 0.299f), r, hn::MulAdd(hn::Set(d, 0.587f), g, hn::Mul(hn::Set(d, 0.114f), b)));
      const auto middle = hn::Set(d, 128.0f);
      const std::size_t x = begin + i;
      hn::StoreU(y, d, out.y + x);
      hn::StoreU(hn::MulAdd(hn::Sub(b, y), hn::Set(d, 0.5f / 0.886f), middle), d, out.cb + x);
      hn::StoreU(hn::MulAdd(hn::Sub(r, y), hn::Set(d, 0.5f / 0.701f), middle), d, out.cr + x);
    }
  }
}

void HalveRows(const float* HWY_RESTRICT above, const float* HWY_RESTRICT below, std::size_t width,
               float* HWY_RESTRICT out) {
  const Floats d;
  for (std::size_t x = 0; x < width; x += hn::Lanes(d)) {
    hn::Vec<Floats> even_above, odd_above, even_below, odd_below;
    hn::LoadInterleaved2(d, above + 2 * x, even_above, odd_above);
    hn::LoadInterleaved2(d, below + 2 * x, even_below, odd_below);
    const auto sum = hn::Add(hn::Add(even_above, odd_above), hn::Add(even_below, odd_below));
    hn::StoreU(hn::Mul(sum, hn::Set(d, 0.25f)), d, out + x);
  }
}

void UpsampleRow(const float* HWY_RESTRICT near, const float* HWY_RESTRICT far, std::size_t half_width,
                 float* HWY_RESTRICT scratch, float* HWY_RESTRICT out) {
  const Floats d;
  for (std::size_t x = 0; x < half_width; x += hn::Lanes(d)) {
    const auto mixed =
        hn::MulAdd(hn::Set(d, 0.75f), hn::LoadU(d, near + x), hn::Mul(hn::Set(d, 0.25f), hn::LoadU(d, far + x)));
    hn::StoreU(mixed, d, scratch + 1 + x);
  }
  scratch[0] = scratch[1];
  scratch[half_width + 1] = scratch[half_width];
  for (std::size_t x = 0; x < half_width; x += hn::Lanes(d)) {
    const auto here = hn::Mul(hn::Set(d, 0.75f), hn::LoadU(d, scratch + 1 + x));
    const auto left = hn::MulAdd(hn::Set(d, 0.25f), hn::LoadU(d, scratch + x), here);
    const auto right = hn::MulAdd(hn::Set(d, 0.25f), hn::LoadU(d, scratch + 2 + x), here);
    hn::StoreInterleaved2(left, right, d, out + 2 * x);
  }
}

void DoubleRow(const std::uint8_t* HWY_RESTRICT near, const std::uint8_t* HWY_RESTRICT far, std::size_t width,
               std::uint16_t* HWY_RESTRICT sums, std::uint8_t* HWY_RESTRICT out) {
  const hn::ScalableTag<std::uint16_t> d;
  const hn::RebindToSigned<decltype(d)> ds;
  const hn::Rebind<std::uint8_t, decltype(d)> d8;
  const auto three = [](auto v) { return hn::Add(v, hn::Add(v, v)); };
  for (std::size_t x = 0; x < width; x += hn::Lanes(d)) {
    const auto a = hn::PromoteTo(d, hn::LoadU(d8, near + x)), b = hn::PromoteTo(d, hn::LoadU(d8, far + x));
    hn::StoreU(hn::Add(three(a), b), d, sums + 1 + x);
  }
  sums[0] = sums[1];
  sums[width + 1] = sums[width];
  for (std::size_t x = 0; x < width; x += hn::Lanes(d)) {
    const auto here = three(hn::LoadU(d, sums + 1 + x));
    const auto left = hn::Add(hn::Add(here, hn::LoadU(d, sums + x)), hn::Set(d, 8));
    const auto right = hn::Add(hn::Add(here, hn::LoadU(d, sums + 2 + x)), hn::Set(d, 7));
    hn::StoreInterleaved2(hn::DemoteTo(d8, hn::BitCast(ds, hn::ShiftRight<4>(left))),
                          hn::DemoteTo(d8, hn::BitCast(ds, hn::ShiftRight<4>(right))), d8, out + 2 * x);
  }
}

// BT.601 in 16-bit fixed point, as libjpeg-turbo rounds.
void YccToRgb(const std::uint8_t* HWY_RESTRICT y, const std::uint8_t* HWY_RESTRICT cb,
              const std::uint8_t* HWY_RESTRICT cr, std::size_t width, std::uint8_t* HWY_RESTRICT out) {
  const hn::CappedTag<std::int32_t, 16> d;
  const hn::Rebind<std::uint8_t, decltype(d)> some;
  const hn::CappedTag<std::uint8_t, 16> bytes;
  constexpr std::size_t kPixels = 16;
  HWY_ALIGN std::uint8_t red[kPixels], green[kPixels], blue[kPixels], rest[3 * kPixels];
  const auto half = hn::Set(d, 1 << 15), middle = hn::Set(d, 128);
  for (std::size_t begin = 0; begin < width; begin += kPixels) {
    for (std::size_t i = 0; i < kPixels; i += hn::Lanes(d)) {
      const std::size_t x = begin + i;
      const auto luma = hn::PromoteTo(d, hn::LoadU(some, y + x));
      const auto b = hn::Sub(hn::PromoteTo(d, hn::LoadU(some, cb + x)), middle);
      const auto r = hn::Sub(hn::PromoteTo(d, hn::LoadU(some, cr + x)), middle);
      const auto more_red = hn::ShiftRight<16>(hn::Add(hn::Mul(r, hn::Set(d, 91881)), half));
      const auto more_green =
          hn::ShiftRight<16>(hn::Add(hn::Add(hn::Mul(b, hn::Set(d, -22554)), hn::Mul(r, hn::Set(d, -46802))), half));
      const auto more_blue = hn::ShiftRight<16>(hn::Add(hn::Mul(b, hn::Set(d, 116130)), half));
      hn::StoreU(hn::DemoteTo(some, hn::Add(luma, more_red)), some, red + i);
      hn::StoreU(hn::DemoteTo(some, hn::Add(luma, more_green)), some, green + i);
      hn::StoreU(hn::DemoteTo(some, hn::Add(luma, more_blue)), some, blue + i);
    }
    const bool whole = width - begin >= kPixels;
    std::uint8_t* to = whole ? out + 3 * begin : rest;
    for (std::size_t i = 0; i < kPixels; i += hn::Lanes(bytes)) {
      hn::StoreInterleaved3(hn::Load(bytes, red + i), hn::Load(bytes, green + i), hn::Load(bytes, blue + i), bytes,
                            to + 3 * i);
    }
    if (!whole) std::memcpy(out + 3 * begin, rest, 3 * (width - begin));
  }
}

/// A value and its derivative by Y.
struct Slope {
  Vec value, slope;
};

/// Linear light, 0-1, of a decoded sample: the cubic that lies within 0.002 of the sRGB curve. What it misses, it
/// misses on both sides of the comparison.
HWY_INLINE Slope to_linear(Floats d, Vec sample) {
  const auto zero = hn::Zero(d), one = hn::Set(d, 1.0f);
  const auto scaled = hn::Mul(sample, hn::Set(d, 1.0f / 255));
  const auto x = hn::Min(hn::Max(scaled, zero), one);
  const auto a = hn::Set(d, 0.305306011f), b = hn::Set(d, 0.682171111f), c = hn::Set(d, 0.012522878f);
  const auto value = hn::Mul(x, hn::MulAdd(x, hn::MulAdd(x, a, b), c));
  const auto three_a = hn::Set(d, 3 * 0.305306011f), two_b = hn::Set(d, 2 * 0.682171111f);
  const auto slope = hn::MulAdd(x, hn::MulAdd(x, three_a, two_b), c);
  return {value, hn::IfThenElse(hn::Eq(x, scaled), slope, zero)};
}

/// The cube root of a mix of channels plus the bias, by Newton steps on x^(-1/3) from an exponent guess.
HWY_INLINE Slope cone(Floats d, const Slope& r, const Slope& g, const Slope& b, float m0, float m1, float m2) {
  constexpr float kBias = 0.0037930732552754493f;
  const hn::RebindToUnsigned<Floats> du;
  const auto w0 = hn::Set(d, m0), w1 = hn::Set(d, m1), w2 = hn::Set(d, m2);
  const auto x = hn::MulAdd(w0, r.value, hn::MulAdd(w1, g.value, hn::MulAdd(w2, b.value, hn::Set(d, kBias))));
  const auto slope = hn::MulAdd(w0, r.slope, hn::MulAdd(w1, g.slope, hn::Mul(w2, b.slope)));
  const auto third = hn::Set(d, 1.0f / 3), four_thirds = hn::Set(d, 4.0f / 3);
  const auto exponent = hn::ShiftRight<23>(hn::BitCast(du, x));
  auto root = hn::BitCast(d, hn::Sub(hn::Set(du, 0x54800000u), hn::Mul(exponent, hn::Set(du, 0x002AAAAAu))));
  const auto x_third = hn::Mul(third, x);
  for (int step = 0; step < 3; ++step) {
    const auto square = hn::Mul(root, root);
    root = hn::NegMulAdd(x_third, hn::Mul(square, square), hn::Mul(four_thirds, root));
  }
  const auto square = hn::Mul(root, root);
  return {hn::Mul(x, square), hn::Mul(hn::Mul(third, square), slope)};
}

/// Perceived luminance of a decoded pixel, up to a factor: the mean response of L and M cones.
HWY_INLINE Slope brightness(Floats d, Vec y, Vec cb, Vec cr) {
  const auto red = to_linear(d, hn::MulAdd(hn::Set(d, 1.402f), cr, y));
  const auto green =
      to_linear(d, hn::NegMulAdd(hn::Set(d, 0.344136286f), cb, hn::NegMulAdd(hn::Set(d, 0.714136286f), cr, y)));
  const auto blue = to_linear(d, hn::MulAdd(hn::Set(d, 1.772f), cb, y));
  const Slope l = cone(d, red, green, blue, 0.30f, 0.622f, 0.078f);
  const Slope m = cone(d, red, green, blue, 0.23f, 0.692f, 0.078f);
  return {hn::Add(l.value, m.value), hn::Add(l.slope, m.slope)};
}

void CorrectLuma(const YccRow& original, const float* HWY_RESTRICT cb, const float* HWY_RESTRICT cr, std::size_t width,
                 float* HWY_RESTRICT out) {
  const Floats d;
  const auto middle = hn::Set(d, 128.0f), one = hn::Set(d, 1.0f), limit = hn::Set(d, 20.0f);
  const auto white = hn::Set(d, 255.0f), zero = hn::Zero(d), small = hn::Set(d, 2.0f);
  for (std::size_t x = 0; x < width; x += hn::Lanes(d)) {
    const auto y = hn::LoadU(d, original.y + x);
    const auto cb0 = hn::Sub(hn::LoadU(d, original.cb + x), middle),
               cr0 = hn::Sub(hn::LoadU(d, original.cr + x), middle);
    const auto cb1 = hn::Sub(hn::LoadU(d, cb + x), middle), cr1 = hn::Sub(hn::LoadU(d, cr + x), middle);
    const auto moved = hn::Ge(hn::Add(hn::AbsDiff(cb0, cb1), hn::AbsDiff(cr0, cr1)), one);
    if (hn::AllFalse(d, moved)) {
      hn::StoreU(y, d, out + x);
      continue;
    }
    const auto target = brightness(d, y, cb0, cr0).value;
    auto corrected = y;
    for (int step = 0; step < 3; ++step) {
      const Slope now = brightness(d, corrected, cb1, cr1);
      const auto change = hn::Div(hn::Sub(target, now.value), hn::Max(now.slope, hn::Set(d, 1e-3f)));
      // Slopes are by sample / 255.
      const auto levels = hn::Min(hn::Max(hn::Mul(change, white), hn::Neg(limit)), limit);
      corrected = hn::Min(hn::Max(hn::Add(corrected, levels), zero), white);
      if (hn::AllTrue(d, hn::Lt(hn::Abs(levels), small))) break;  // what is left is a small part of that
    }
    hn::StoreU(hn::IfThenElse(moved, corrected, y), d, out + x);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace whittle::jpeg
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace whittle::jpeg {

HWY_EXPORT(RgbToYcc);
HWY_EXPORT(HalveRows);
HWY_EXPORT(UpsampleRow);
HWY_EXPORT(CorrectLuma);
HWY_EXPORT(DoubleRow);
HWY_EXPORT(YccToRgb);

void rgb_to_ycc(const std::uint8_t* rgb, std::size_t width, YccRow out) {
  HWY_DYNAMIC_DISPATCH(RgbToYcc)(rgb, width, out);
}

void bytes_to_floats(const std::uint8_t* in, std::size_t width, float* out) {
  for (std::size_t x = 0; x < width; ++x) out[x] = in[x];
}

void halve_rows(const float* above, const float* below, std::size_t width, float* out) {
  HWY_DYNAMIC_DISPATCH(HalveRows)(above, below, width, out);
}

void upsample_row(const float* near, const float* far, std::size_t half_width, float* scratch, float* out) {
  HWY_DYNAMIC_DISPATCH(UpsampleRow)(near, far, half_width, scratch, out);
}

void double_row(const std::uint8_t* near, const std::uint8_t* far, std::size_t width, std::uint16_t* sums,
                std::uint8_t* out) {
  HWY_DYNAMIC_DISPATCH(DoubleRow)(near, far, width, sums, out);
}

void ycc_to_rgb(const std::uint8_t* y, const std::uint8_t* cb, const std::uint8_t* cr, std::size_t width,
                std::uint8_t* rgb) {
  HWY_DYNAMIC_DISPATCH(YccToRgb)(y, cb, cr, width, rgb);
}

void correct_luma(YccRow original, const float* cb, const float* cr, std::size_t width, float* y) {
  HWY_DYNAMIC_DISPATCH(CorrectLuma)(original, cb, cr, width, y);
}

}  // namespace whittle::jpeg
#endif
