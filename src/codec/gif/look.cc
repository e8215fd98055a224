#include "codec/gif/look.h"

#include <array>
#include <cmath>
#include <cstring>

namespace whittle::gif {
namespace {

float linear(std::uint8_t sample) {
  static const std::array<float, 256> kLinear = [] {
    std::array<float, 256> values{};
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double v = static_cast<double>(i) / 255;
      values[i] = static_cast<float>(v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4));
    }
    return values;
  }();
  return kLinear[sample];
}

}  // namespace

Look Looks::look_of(Pixel pixel) {
  constexpr float kBias = 0.0037930733f, kScale = 118, kRedGreen = 5, kBlueYellow = 0.7f;
  std::uint8_t bytes[4];
  std::memcpy(bytes, &pixel, sizeof bytes);
  const float r = linear(bytes[0]), g = linear(bytes[1]), b = linear(bytes[2]);
  const float root = std::cbrt(kBias);
  const float l = std::cbrt(0.30f * r + 0.622f * g + 0.078f * b + kBias) - root;
  const float m = std::cbrt(0.23f * r + 0.692f * g + 0.078f * b + kBias) - root;
  const float s = std::cbrt(0.243422689f * r + 0.204767444f * g + 0.551809867f * b + kBias) - root;
  const float y = (l + m) / 2;
  return {kScale * y, kScale * kRedGreen * (l - m) / 2, kScale * kBlueYellow * (s - y)};
}

}  // namespace whittle::gif
