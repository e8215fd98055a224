#include "codec/jpeg/lossy/requantise.h"

namespace whittle::jpeg {

bool can_requantise(const Coefficients& coefficients) {
  const std::vector<Component>& c = coefficients.components;
  if (coefficients.colour == Colour::grey) return true;
  if (coefficients.colour != Colour::ycc && coefficients.colour != Colour::ycck) return false;
  const bool square = c[0].h == c[0].v && c[0].h <= 2;
  const bool chroma = c[1].h == 1 && c[1].v == 1 && c[2].h == 1 && c[2].v == 1;
  const bool black = c.size() < 4 || (c[3].h == c[0].h && c[3].v == c[0].v && c[3].table == c[0].table);
  return square && chroma && black;
}

Sampling sampling_of(const Coefficients& coefficients) {
  const bool full = coefficients.components.size() > 1 && coefficients.components[0].h == 1;
  return full ? Sampling::full : Sampling::half;
}

Transformed transformed_of(const Coefficients& coefficients) {
  Transformed out;
  out.width = coefficients.width;
  out.height = coefficients.height;
  out.colour = coefficients.colour;
  for (const Component& from : coefficients.components) {
    Spectrum to;
    to.h = coefficients.colour == Colour::grey ? 1 : from.h;
    to.v = coefficients.colour == Colour::grey ? 1 : from.v;
    to.wide = coefficients.real_blocks_wide(from);
    to.high = coefficients.real_blocks_high(from);
    to.least = coefficients.tables[static_cast<std::size_t>(from.table)];
    to.coefficients.resize(static_cast<std::size_t>(to.wide) * to.high * kBlock);
    float* value = to.coefficients.data();
    for (int y = 0; y < to.high; ++y) {
      const std::int16_t* levels = from.block(y, 0);
      for (std::size_t i = 0; i < static_cast<std::size_t>(to.wide) * kBlock; ++i) {
        *value++ = static_cast<float>(levels[i] * (*to.least)[i % kBlock]);
      }
    }
    out.components.push_back(std::move(to));
  }
  out.activity = activity_of(out.components[0]);
  return out;
}

}  // namespace whittle::jpeg
