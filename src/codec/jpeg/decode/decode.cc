#include "codec/jpeg/decode/decode.h"

#include <algorithm>
#include <cstring>

#include "codec/jpeg/colour.h"
#include "codec/jpeg/decode/idct.h"

namespace whittle::jpeg {

ShownComponent::ShownComponent(const Coefficients& coefficients, std::size_t index) {
  const Component& component = coefficients.components[index];
  const QuantTable& table = *coefficients.tables[static_cast<std::size_t>(component.table)];
  const int wide = coefficients.real_blocks_wide(component), high = coefficients.real_blocks_high(component);
  const auto scaled = [](int size, int factor, int max) { return (size * factor + max - 1) / max; };
  width_ = scaled(coefficients.width, component.h, coefficients.max_h());
  height_ = scaled(coefficients.height, component.v, coefficients.max_v());
  stride_ = static_cast<std::size_t>(wide) * 8;
  samples_.resize(padded_row(stride_ * static_cast<std::size_t>(high) * 8));
  for (int y = 0; y < high; ++y) {
    for (int x = 0; x < wide; ++x) {
      inverse_dct(component.block(y, x), table, samples_.data() + static_cast<std::size_t>(y) * 8 * stride_ + 8 * x,
                  stride_);
    }
  }
  if (component.h == coefficients.max_h()) return;
  sums_.resize(padded_row(static_cast<std::size_t>(width_) + 2));
  doubled_.resize(padded_row(2 * static_cast<std::size_t>(width_)));
}

const std::uint8_t* ShownComponent::row(int y) {
  if (doubled_.empty()) return sample_row(y);
  const int near = y / 2, far = std::clamp(y % 2 == 0 ? near - 1 : near + 1, 0, height_ - 1);
  const std::uint8_t *a = sample_row(near), *b = sample_row(far);
  if (width_ <= 2) {
    for (int x = 0; x < width_; ++x) doubled_[2 * x] = doubled_[2 * x + 1] = a[x];
    return doubled_.data();
  }
  double_row(a, b, static_cast<std::size_t>(width_), sums_.data(), doubled_.data());
  return doubled_.data();
}

Raster decode(const Coefficients& coefficients) {
  const int channels = static_cast<int>(coefficients.components.size());
  Raster out{coefficients.width, coefficients.height, channels, {}};
  const std::size_t stride = static_cast<std::size_t>(out.width) * out.channels;
  out.samples.resize(stride * static_cast<std::size_t>(out.height));
  std::vector<ShownComponent> shown;
  for (std::size_t c = 0; c < coefficients.components.size(); ++c) shown.emplace_back(coefficients, c);
  std::vector<std::uint8_t> inks(channels == 4 ? 3 * static_cast<std::size_t>(out.width) : 0);
  for (int y = 0; y < out.height; ++y) {
    std::uint8_t* row = out.samples.data() + static_cast<std::size_t>(y) * stride;
    if (channels == 1) {
      std::copy_n(shown[0].row(y), out.width, row);
      continue;
    }
    const std::uint8_t *luma = shown[0].row(y), *blue = shown[1].row(y), *red = shown[2].row(y);
    if (channels == 3) {
      ycc_to_rgb(luma, blue, red, static_cast<std::size_t>(out.width), row);
      continue;
    }
    ycc_to_rgb(luma, blue, red, static_cast<std::size_t>(out.width), inks.data());
    const std::uint8_t* black = shown[3].row(y);
    for (int x = 0; x < out.width; ++x) {
      std::memcpy(row + 4 * x, inks.data() + 3 * x, 3);
      row[4 * x + 3] = static_cast<std::uint8_t>(255 - black[x]);
    }
  }
  return out;
}

}  // namespace whittle::jpeg
