#include "codec/jpeg/lossy/quantise.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "codec/jpeg/lossy/quantise.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace whittle::jpeg {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Floats = hn::CappedTag<float, 64>;

void AcEnergies(const float* HWY_RESTRICT coefficients, std::size_t blocks, float* HWY_RESTRICT energies) {
  const Floats d;
  for (std::size_t block = 0; block < blocks; ++block, coefficients += 64) {
    auto sum = hn::Zero(d);
    for (std::size_t k = 0; k < 64; k += hn::Lanes(d)) {
      const auto c = hn::LoadU(d, coefficients + k);
      sum = hn::MulAdd(c, c, sum);
    }
    const float total = hn::GetLane(hn::SumOfLanes(d, sum)) - coefficients[0] * coefficients[0];
    energies[block] = total > 0 ? total : 0;
  }
}

void Quantise(const float* HWY_RESTRICT coefficients, std::size_t blocks, const float* HWY_RESTRICT reciprocals,
              const float* HWY_RESTRICT dead_zones, std::int16_t* HWY_RESTRICT out) {
  const Floats d;
  const hn::Rebind<std::int16_t, Floats> d16;
  const auto least = hn::Set(d, -1023.0f), most = hn::Set(d, 1023.0f);
  for (std::size_t block = 0; block < blocks; ++block, coefficients += 64, out += 64) {
    const auto dead_zone = hn::Set(d, dead_zones[block]);
    for (std::size_t k = 0; k < 64; k += hn::Lanes(d)) {
      const auto x = hn::Mul(hn::LoadU(d, coefficients + k), hn::LoadU(d, reciprocals + k));
      const auto kept = hn::IfThenZeroElse(hn::Lt(hn::Abs(x), dead_zone), x);
      const auto level = hn::NearestInt(hn::Min(hn::Max(kept, least), most));
      hn::StoreU(hn::DemoteTo(d16, level), d16, out + k);
    }
    const float dc = coefficients[0] * reciprocals[0];
    const auto rounded = static_cast<std::int32_t>(dc < 0 ? dc - 0.5f : dc + 0.5f);
    out[0] = static_cast<std::int16_t>(rounded < -1024 ? -1024 : rounded > 1023 ? 1023 : rounded);
  }
}

void CandidateMasks(const float* HWY_RESTRICT coefficients, std::size_t blocks, const float* HWY_RESTRICT reciprocals,
                    std::uint64_t* HWY_RESTRICT masks) {
  const Floats d;
  const auto half = hn::Set(d, 0.5f);
  for (std::size_t block = 0; block < blocks; ++block, coefficients += 64) {
    std::uint64_t mask = 0;
    for (std::size_t k = 0; k < 64; k += hn::Lanes(d)) {
      const auto x = hn::Mul(hn::LoadU(d, coefficients + k), hn::LoadU(d, reciprocals + k));
      std::uint8_t bits[8] = {};
      hn::StoreMaskBits(d, hn::Ge(hn::Abs(x), half), bits);
      std::uint64_t some = 0;
      for (std::size_t i = 0; i < (hn::Lanes(d) + 7) / 8; ++i) some |= std::uint64_t{bits[i]} << (8 * i);
      mask |= some << k;
    }
    masks[block] = mask;
  }
}

void SampleRanges(const float* HWY_RESTRICT rows, std::size_t stride, std::size_t blocks, float* HWY_RESTRICT least,
                  float* HWY_RESTRICT most) {
  const hn::CappedTag<float, 8> d;
  for (std::size_t block = 0; block < blocks; ++block, rows += 8) {
    auto low = hn::LoadU(d, rows), high = low;
    for (std::size_t y = 0; y < 8; ++y) {
      for (std::size_t x = 0; x < 8; x += hn::Lanes(d)) {
        const auto samples = hn::LoadU(d, rows + y * stride + x);
        low = hn::Min(low, samples);
        high = hn::Max(high, samples);
      }
    }
    least[block] = hn::GetLane(hn::MinOfLanes(d, low));
    most[block] = hn::GetLane(hn::MaxOfLanes(d, high));
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace whittle::jpeg
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace whittle::jpeg {

HWY_EXPORT(AcEnergies);
HWY_EXPORT(Quantise);
HWY_EXPORT(CandidateMasks);
HWY_EXPORT(SampleRanges);

void ac_energies(const float* coefficients, std::size_t blocks, float* energies) {
  HWY_DYNAMIC_DISPATCH(AcEnergies)(coefficients, blocks, energies);
}

void quantise(const float* coefficients, std::size_t blocks, const float* reciprocals, const float* dead_zones,
              std::int16_t* out) {
  HWY_DYNAMIC_DISPATCH(Quantise)(coefficients, blocks, reciprocals, dead_zones, out);
}

void candidate_masks(const float* coefficients, std::size_t blocks, const float* reciprocals, std::uint64_t* masks) {
  HWY_DYNAMIC_DISPATCH(CandidateMasks)(coefficients, blocks, reciprocals, masks);
}

void sample_ranges(const float* rows, std::size_t stride, std::size_t blocks, float* least, float* most) {
  HWY_DYNAMIC_DISPATCH(SampleRanges)(rows, stride, blocks, least, most);
}

}  // namespace whittle::jpeg
#endif
