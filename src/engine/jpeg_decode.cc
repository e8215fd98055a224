#include "engine/jpeg_decode.h"

#include <algorithm>

#include "engine/jpeg_idct.h"

namespace whittle::engine::jpeg {
namespace {

/// The samples of one component, with those of its padding blocks.
struct Samples {
  int width, height;  ///< of the picture at this component's resolution
  std::size_t stride;
  std::vector<std::uint8_t> bytes;

  const std::uint8_t* row(int y) const { return bytes.data() + static_cast<std::size_t>(y) * stride; }
};

Samples samples_of(const Coefficients& coefficients, const Component& component) {
  const QuantTable& table = *coefficients.tables[static_cast<std::size_t>(component.table)];
  const int wide = coefficients.real_blocks_wide(component), high = coefficients.real_blocks_high(component);
  const auto scaled = [](int size, int factor, int max) { return (size * factor + max - 1) / max; };
  Samples out{scaled(coefficients.width, component.h, coefficients.max_h()),
              scaled(coefficients.height, component.v, coefficients.max_v()),
              static_cast<std::size_t>(wide) * 8,
              {}};
  out.bytes.resize(out.stride * static_cast<std::size_t>(high) * 8);
  for (int y = 0; y < high; ++y) {
    for (int x = 0; x < wide; ++x) {
      inverse_dct(component.block(y, x), table, out.bytes.data() + static_cast<std::size_t>(y) * 8 * out.stride + 8 * x,
                  out.stride);
    }
  }
  return out;
}

/// One row in full resolution of a component at half: "fancy" upsampling, whose weights are 9, 3, 3 and 1 sixteenths.
/// Components of one or two columns are repeated, as libjpeg-turbo does it.
class Doubler {
 public:
  explicit Doubler(const Samples& samples)
      : samples_(samples), sums_(static_cast<std::size_t>(samples.width) + 2), out_(sums_.size() * 2) {}

  const std::uint8_t* row(int y) {
    const int width = samples_.width, near = y / 2;
    const int far = std::clamp(y % 2 == 0 ? near - 1 : near + 1, 0, samples_.height - 1);
    const std::uint8_t *a = samples_.row(near), *b = samples_.row(far);
    if (width <= 2) {
      for (int x = 0; x < width; ++x) out_[2 * x] = out_[2 * x + 1] = a[x];
      return out_.data();
    }
    for (int x = 0; x < width; ++x) sums_[x + 1] = 3 * a[x] + b[x];
    sums_[0] = sums_[1];
    sums_[width + 1] = sums_[width];
    for (int x = 0; x < width; ++x) {
      const int here = 3 * sums_[x + 1];
      out_[2 * x] = static_cast<std::uint8_t>((here + sums_[x] + 8) >> 4);
      out_[2 * x + 1] = static_cast<std::uint8_t>((here + sums_[x + 2] + 7) >> 4);
    }
    return out_.data();
  }

 private:
  const Samples& samples_;
  std::vector<int> sums_;
  std::vector<std::uint8_t> out_;
};

std::uint8_t clamped(int value) {
  return static_cast<std::uint8_t>(std::clamp(value, 0, 255));
}

/// BT.601 in 16-bit fixed point, to `channels` interleaved samples of which the first three are written.
void ycc_to_rgb(const std::uint8_t* y, const std::uint8_t* cb, const std::uint8_t* cr, int width, int channels,
                std::uint8_t* out) {
  constexpr int kHalf = 1 << 15;
  for (int x = 0; x < width; ++x, out += channels) {
    const int blue = cb[x] - 128, red = cr[x] - 128;
    out[0] = clamped(y[x] + ((91881 * red + kHalf) >> 16));
    out[1] = clamped(y[x] + ((-22554 * blue - 46802 * red + kHalf) >> 16));
    out[2] = clamped(y[x] + ((116130 * blue + kHalf) >> 16));
  }
}

}  // namespace

Raster decode_coefficients(const Coefficients& coefficients) {
  const int channels = static_cast<int>(coefficients.components.size());
  Raster out{coefficients.width, coefficients.height, channels, {}};
  const std::size_t stride = static_cast<std::size_t>(out.width) * out.channels;
  out.samples.resize(stride * static_cast<std::size_t>(out.height));
  std::vector<Samples> samples;
  for (const Component& component : coefficients.components) samples.push_back(samples_of(coefficients, component));
  if (channels == 1) {
    for (int y = 0; y < out.height; ++y) {
      std::copy_n(samples[0].row(y), out.width, out.samples.data() + static_cast<std::size_t>(y) * stride);
    }
    return out;
  }
  const bool half = coefficients.components[0].h == 2;
  Doubler blue(samples[1]), red(samples[2]);
  for (int y = 0; y < out.height; ++y) {
    std::uint8_t* row = out.samples.data() + static_cast<std::size_t>(y) * stride;
    ycc_to_rgb(samples[0].row(y), half ? blue.row(y) : samples[1].row(y), half ? red.row(y) : samples[2].row(y),
               out.width, channels, row);
    if (channels < 4) continue;
    for (int x = 0; x < out.width; ++x) row[4 * x + 3] = static_cast<std::uint8_t>(255 - samples[3].row(y)[x]);
  }
  return out;
}

}  // namespace whittle::engine::jpeg
