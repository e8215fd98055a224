#include "sample_pixels.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace whittle::sample {
namespace {

using Rgb = std::array<double, 3>;

std::uint32_t mix(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
  std::uint32_t h = a * 0x9E3779B1u ^ b * 0x85EBCA77u ^ c * 0xC2B2AE3Du;
  h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
  h = (h ^ (h >> 12)) * 0x297A2D39u;
  return h ^ (h >> 15);
}
/// 0 to 1, from integers.
double random_at(int x, int y, std::uint32_t seed) {
  return mix(static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), seed) / 4294967296.0;
}

/// Value noise: random at whole coordinates, smooth in between.
double noise(double x, double y, std::uint32_t seed) {
  const double fx = std::floor(x), fy = std::floor(y);
  const int ix = static_cast<int>(fx), iy = static_cast<int>(fy);
  const double tx = (x - fx) * (x - fx) * (3 - 2 * (x - fx)), ty = (y - fy) * (y - fy) * (3 - 2 * (y - fy));
  const double top = std::lerp(random_at(ix, iy, seed), random_at(ix + 1, iy, seed), tx);
  const double bottom = std::lerp(random_at(ix, iy + 1, seed), random_at(ix + 1, iy + 1, seed), tx);
  return std::lerp(top, bottom, ty);
}

/// Octaves of noise, 0 to 1. Each is `gain` times as strong as the one before: 0.5 looks like clouds, 0.8 like gravel.
double fractal(double x, double y, int octaves, std::uint32_t seed, double gain = 0.5) {
  double sum = 0, weight = 1, total = 0;
  for (int i = 0; i < octaves; ++i, x *= 2, y *= 2, weight *= gain) {
    sum += weight * noise(x, y, seed + static_cast<std::uint32_t>(i));
    total += weight;
  }
  return sum / total;
}

Rgb blend(const Rgb& a, const Rgb& b, double t) {
  return {std::lerp(a[0], b[0], t), std::lerp(a[1], b[1], t), std::lerp(a[2], b[2], t)};
}

void put(Picture& picture, int x, int y, const Rgb& colour) {
  std::uint8_t* pixel = picture.at(x, y);
  for (std::size_t c = 0; c < 3; ++c)
    pixel[c] = static_cast<std::uint8_t>(std::clamp(colour[c], 0.0, 255.0) + 0.5 - 1e-9);
}

void fill(Picture& picture, int left, int top, int width, int height, const Rgb& colour) {
  for (int y = std::max(top, 0); y < std::min(top + height, picture.height); ++y) {
    for (int x = std::max(left, 0); x < std::min(left + width, picture.width); ++x) put(picture, x, y, colour);
  }
}

void paste(Picture& onto, const Picture& picture, int left, int top) {
  for (int y = 0; y < picture.height; ++y) {
    const std::uint8_t* row = picture.samples.data() + static_cast<std::size_t>(y) * picture.width * picture.channels;
    std::copy_n(row, picture.width * picture.channels, onto.at(left, top + y));
  }
}

/// What is seen at a point of the landscape; u and v run from 0 to 1 over the longer side.
Rgb landscape(double u, double v, std::uint32_t seed) {
  const Rgb sky_top = {70, 120, 190}, sky_low = {205, 215, 222};
  const double clouds = std::clamp(fractal(u * 3, v * 7, 5, seed) * 2.4 - 1.05, 0.0, 1.0);
  Rgb seen = blend(blend(sky_top, sky_low, std::min(v * 2.2, 1.0)), {245, 245, 243}, clouds * 0.8);
  // Three ridges, the nearest last; what is far is pale and smooth.
  for (int ridge = 0; ridge < 3; ++ridge) {
    const auto ridge_seed = seed + 100 + static_cast<std::uint32_t>(ridge) * 17;
    const double near = (ridge + 1) / 3.0;
    const double line = 0.18 + 0.16 * ridge + 0.22 * (fractal(u * (2 + ridge), 0.5, 5, ridge_seed) - 0.5);
    if (v < line) continue;
    const double texture = fractal(u * 40 * near + 7, v * 60 * near, 6, ridge_seed + 7, 0.85);
    const double shade = 0.55 + 0.9 * (fractal(u * 6, v * 9, 3, ridge_seed + 13) - 0.3) + near * 1.8 * (texture - 0.5);
    const Rgb ground = ridge == 0 ? Rgb{112, 128, 146} : ridge == 1 ? Rgb{92, 112, 78} : Rgb{98, 92, 52};
    seen = blend({ground[0] * shade, ground[1] * shade, ground[2] * shade}, sky_low, 0.45 * (1 - near));
  }
  return seen;
}

/// A line of text-like blocks: words of 5x8 glyphs with random strokes.
void text_line(Picture& picture, int left, int top, int right, const Rgb& ink, std::uint32_t seed) {
  int letters_left = 2 + static_cast<int>(mix(seed, 1, 0) % 9);
  for (int x = left, glyph = 0; x + 6 < right; x += 7, ++glyph) {
    if (letters_left-- == 0) {
      letters_left = 1 + static_cast<int>(mix(seed, static_cast<std::uint32_t>(glyph), 2) % 9);
      continue;
    }
    // 40 letters in all, as in writing: the same shapes come back.
    const std::uint32_t shape = mix(mix(seed, static_cast<std::uint32_t>(glyph), 3) % 40, 77, 5);
    for (int y = 0; y < 8; ++y) {
      for (int dx = 0; dx < 5; ++dx) {
        if (shape >> ((y / 2 * 5 + dx) % 32) & 1) put(picture, x + dx, top + y, ink);
      }
    }
  }
}

double rounded_box(double x, double y, double half, double radius) {
  const double dx = std::max(std::abs(x) - half + radius, 0.0), dy = std::max(std::abs(y) - half + radius, 0.0);
  return std::hypot(dx, dy) - radius;
}

Rgb hue(double turn) {
  Rgb colour;
  for (std::size_t c = 0; c < 3; ++c) colour[c] = 140 + 95 * std::cos(6.2832 * (turn + static_cast<double>(c) / 3));
  return colour;
}

}  // namespace

Picture photo(int width, int height, std::uint32_t seed) {
  Picture picture(width, height, 3);
  const double scale = 1.0 / std::max(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const Rgb seen = landscape(x * scale, y * scale * 1.2, seed);
      const double grain = (random_at(x, y, seed + 900) + random_at(y, x, seed + 901) - 1) * 4;
      put(picture, x, y, {seen[0] + grain, seen[1] + grain * 0.9, seen[2] + grain * 1.2});
    }
  }
  return picture;
}

Picture screenshot(int width, int height, Theme theme, std::uint32_t seed) {
  const bool dark = theme == Theme::dark;
  const Rgb ground = dark ? Rgb{30, 32, 38} : Rgb{250, 250, 250}, bar = dark ? Rgb{44, 47, 56} : Rgb{228, 230, 235};
  const Rgb ink = dark ? Rgb{204, 208, 214} : Rgb{36, 41, 47};
  const std::array<Rgb, 4> accents = {Rgb{86, 156, 214}, Rgb{197, 134, 192}, Rgb{106, 153, 85}, Rgb{206, 145, 120}};
  Picture picture(width, height, 3);
  fill(picture, 0, 0, width, height, ground);
  fill(picture, 0, 0, width, 34, bar);
  for (int i = 0; i < 3; ++i) fill(picture, width - 30 - i * 26, 11, 12, 12, accents[static_cast<std::size_t>(i)]);
  text_line(picture, 14, 13, 14 + width / 4, ink, seed);
  const int side = width / 5;
  fill(picture, 0, 34, side, height - 34, blend(bar, ground, 0.5));
  for (int y = 50, line = 0; y + 16 < height; y += 16, ++line) {
    const std::uint32_t here = mix(seed, static_cast<std::uint32_t>(line), 11);
    if (line % 2 == 0)
      text_line(picture, 16 + static_cast<int>(here % 3) * 12, y, side - 10 - static_cast<int>(here % 90), ink, here);
    if (here % 7 == 0) continue;  // an empty line
    const int indent = static_cast<int>(here / 7 % 4) * 28;
    const int middle = side + 60 + indent + 40 + static_cast<int>(here / 31 % static_cast<std::uint32_t>(width / 4));
    text_line(picture, side + 16, y, side + 44, blend(ink, ground, 0.6), here + 1);
    text_line(picture, side + 60 + indent, y, middle, accents[here / 64 % 4], here + 2);
    text_line(picture, middle + 8, y, middle + 8 + static_cast<int>(here / 128 % static_cast<std::uint32_t>(width / 3)),
              ink, here + 3);
  }
  if (!dark) paste(picture, photo(width / 2, height / 2, seed), width * 2 / 5, height * 2 / 5);
  return picture;
}

Picture icon(int size, std::uint32_t seed) {
  Picture picture(size, size, 4);
  const double turn = random_at(1, 2, seed);
  const int corners = 3 + static_cast<int>(mix(seed, 5, 6) % 5);
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      const double u = (x + 0.5) / size * 2 - 1, v = (y + 0.5) / size * 2 - 1;
      const double pixel = 2.0 / size;
      const double tile = std::clamp(0.5 - rounded_box(u, v, 0.92, 0.3) / pixel, 0.0, 1.0);
      const double star = std::hypot(u, v) - 0.5 - 0.16 * std::cos(corners * std::atan2(v, u));
      const double symbol = std::clamp(0.5 - star / pixel, 0.0, 1.0);
      put(picture, x, y, blend(blend(hue(turn), hue(turn + 0.12), (v + 1) / 2), {255, 255, 255}, symbol));
      picture.at(x, y)[3] = static_cast<std::uint8_t>(tile * 255 + 0.5);
    }
  }
  return picture;
}

Picture spinner(int size, int frames) {
  Picture picture(size, size * frames, 3);
  for (int y = 0; y < picture.height; ++y) {
    const double turn = static_cast<double>(y / size) / frames;
    for (int x = 0; x < size; ++x) {
      const double u = (x + 0.5) / size * 2 - 1, v = (y % size + 0.5) / size * 2 - 1;
      Rgb seen = blend({250, 251, 253}, {214, 220, 232}, (v + 1) / 2);
      for (int ball = 0; ball < 6; ++ball) {
        const double angle = 6.2832 * (ball / 6.0 + turn);
        const double distance = std::hypot(u - 0.62 * std::cos(angle), v - 0.62 * std::sin(angle)) / 0.22;
        const double cover = std::clamp((1 - distance) * size / 9.0, 0.0, 1.0);
        seen = blend(seen, blend({255, 255, 255}, hue(ball / 6.0), 0.35 + 0.65 * distance), cover);
      }
      put(picture, x, y, seen);
    }
  }
  return picture;
}

}  // namespace whittle::sample
