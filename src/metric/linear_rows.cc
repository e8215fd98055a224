#include "metric/linear_rows.h"

#include "metric/xyb.h"

namespace whittle::metric {
namespace {

std::vector<float> linear_table(int depth) {
  const std::size_t count = std::size_t{1} << depth;
  const float scale = 1.0f / static_cast<float>(count - 1);
  std::vector<float> table(count);
  for (std::size_t i = 0; i < count; ++i) table[i] = static_cast<float>(i) * scale;
  srgb_to_linear(table.data(), count);
  return table;
}

}  // namespace

LinearRows::LinearRows(const Picture& picture, float background) : picture_(picture), background_(background) {
  if (!picture.has_alpha()) table_ = linear_table(picture.depth);
}

template <typename Sample>
void LinearRows::read_opaque(const Sample* samples, const std::array<float*, 3>& out) const {
  const float* table = table_.data();
  if (picture_.channels == 1) {
    for (std::size_t x = 0; x < picture_.width; ++x) out[0][x] = out[1][x] = out[2][x] = table[samples[x]];
    return;
  }
  for (std::size_t x = 0; x < picture_.width; ++x) {
    out[0][x] = table[samples[3 * x]];
    out[1][x] = table[samples[3 * x + 1]];
    out[2][x] = table[samples[3 * x + 2]];
  }
}

template <typename Sample>
void LinearRows::read_blended(const Sample* samples, const std::array<float*, 3>& out) const {
  const auto channels = static_cast<std::size_t>(picture_.channels);
  const float scale = 1.0f / static_cast<float>((1u << picture_.depth) - 1);
  for (std::size_t x = 0; x < picture_.width; ++x) {
    const Sample* pixel = samples + x * channels;
    const float alpha = static_cast<float>(pixel[channels - 1]) * scale;
    for (std::size_t c = 0; c < 3; ++c) {
      const float value = static_cast<float>(pixel[channels == 4 ? c : 0]) * scale;
      out[c][x] = alpha * value + (1.0f - alpha) * background_;
    }
  }
  for (float* row : out) srgb_to_linear(row, picture_.width);
}

template <typename Sample>
void LinearRows::read_samples(std::size_t y, const std::array<float*, 3>& out) const {
  const auto* samples = reinterpret_cast<const Sample*>(picture_.data + y * picture_.stride);
  if (picture_.has_alpha()) {
    read_blended(samples, out);
  } else {
    read_opaque(samples, out);
  }
}

void LinearRows::read(std::size_t y, const std::array<float*, 3>& out) {
  if (picture_.depth == 16) {
    read_samples<std::uint16_t>(y, out);
  } else {
    read_samples<std::uint8_t>(y, out);
  }
}

}  // namespace whittle::metric
