#include "metric/error_ceiling.h"

#include <algorithm>
#include <cmath>

namespace whittle::metric {
namespace {

constexpr std::size_t kSide = 8;  ///< of a tile: a block of every encoder
constexpr int kSteps = 16;        ///< of an ErrorLevel in a level of 8 bits

// What 256x256 pixels have: PSNR in decibels = kPlain - kTexture * log10(1 + variance) + kSlope * log10(100 / (100 -
// score)), with the mean variance of luma in tiles. 40 contents at scores from 50 to 90; the standard deviation from it
// is 3.2 dB, the mean of a class of content left out of the fit is off by up to 3.8 dB.
constexpr double kPlain = 33.5, kTexture = 4.6, kSlope = 21;
/// Decibels above that.
struct Above {
  double whole, tile;  ///< tile: of a single one
};
// Much of what few pixels lose is not seen in their score, so they keep more than the typical; from 256x256 on only
// what no large picture has is ruled out. In more pixels there are more tiles to be the worst.
constexpr double kFew = 256, kMany = 65'536, kLarge = 100'000;
constexpr Above kOfFew{7, 3}, kOfMany{-9, -15}, kOfLarge{-12, -27};

/// `sample` as a level of 8 bits.
template <typename Sample>
float level_of(Sample sample) {
  return static_cast<float>(sample) * (sizeof(Sample) == 1 ? 1.0f : 1.0f / 257);
}

template <typename Sample>
void read_row(const Picture& picture, const Sample* from, float background, ErrorLevel* to) {
  const auto channels = static_cast<std::size_t>(picture.channels);
  const bool grey = channels <= 2;
  if (sizeof(Sample) == 1 && channels == 3) {  // most pictures
    for (std::size_t i = 0; i < 3 * std::size_t{picture.width}; ++i) to[i] = static_cast<ErrorLevel>(from[i] * kSteps);
    return;
  }
  for (std::size_t x = 0; x < picture.width; ++x, from += channels) {
    const float alpha = picture.has_alpha() ? level_of(from[channels - 1]) / 255 : 1;
    for (std::size_t c = 0; c < 3; ++c) {
      const float level = alpha * level_of(from[grey ? 0 : c]) + (1 - alpha) * 255 * background;
      *to++ = static_cast<ErrorLevel>(level * kSteps + 0.5f);
    }
  }
}

/// Rows from `top` to before `bottom`.
void read_rows(const Picture& picture, std::size_t top, std::size_t bottom, float background, ErrorLevel* to) {
  for (std::size_t y = top; y < bottom; ++y, to += std::size_t{picture.width} * 3) {
    const std::byte* const row = picture.data + y * picture.stride;
    if (picture.depth == 16) {
      read_row(picture, reinterpret_cast<const std::uint16_t*>(row), background, to);
    } else {
      read_row(picture, reinterpret_cast<const std::uint8_t*>(row), background, to);
    }
  }
}

double decibels(double square) {
  constexpr double kLeast = 1e-12;  // what no rounding reaches
  return 10 * std::log10(255.0 * 255 / std::max(square, kLeast));
}

/// The score that has `psnr` where `expected` is that of score 0.
double score_at(double psnr, double expected) {
  return 100 - 100 * std::pow(10, (expected - psnr) / kSlope);
}

/// What a picture must keep above the typical.
Above above_typical(double pixels) {
  if (pixels > kLarge) return kOfLarge;
  const double share = std::clamp(std::log(pixels / kFew) / std::log(kMany / kFew), 0.0, 1.0);
  return {std::lerp(kOfFew.whole, kOfMany.whole, share), std::lerp(kOfFew.tile, kOfMany.tile, share)};
}

/// The sum of squared errors of a tile, whose rows are `width` pixels apart.
double squares_of(const ErrorLevel* a, const ErrorLevel* b, std::size_t width, const ErrorTile& tile) {
  std::uint64_t sum = 0;
  for (std::size_t y = tile.top; y < tile.bottom; ++y, a += width * 3, b += width * 3) {
    std::uint32_t row = 0;  // has room for 2 x 8 pixels
    for (std::size_t i = tile.left * 3; i < tile.right * 3; ++i) {
      const int error = int{a[i]} - int{b[i]};
      row += static_cast<std::uint32_t>(error * error);
    }
    sum += row;
  }
  return static_cast<double>(sum) / (kSteps * kSteps);
}

/// The variance of luma in a tile.
double variance_of(const std::vector<ErrorLevel>& samples, std::size_t width, const ErrorTile& tile) {
  double sum = 0, squares = 0;
  for (std::size_t y = tile.top; y < tile.bottom; ++y) {
    for (std::size_t x = tile.left; x < tile.right; ++x) {
      const ErrorLevel* const pixel = samples.data() + (y * width + x) * 3;
      const double luma = (0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]) / kSteps;
      sum += luma;
      squares += luma * luma;
    }
  }
  const double count = tile.samples() / 3;
  return std::max(0.0, squares / count - sum / count * (sum / count));
}

/// PSNR at score 0 of what is as lively.
double typical(double variance) {
  return kPlain - kTexture * std::log10(1 + variance);
}

}  // namespace

ErrorCeiling::ErrorCeiling(const Picture& original) : width_(original.width), height_(original.height) {
  const std::vector<float> levels = original.has_alpha() ? std::vector<float>{0.1f, 0.9f} : std::vector<float>{0.5f};
  for (const float level : levels) {
    Ground ground{level, std::vector<ErrorLevel>(width_ * height_ * 3), {}, 0};
    read_rows(original, 0, height_, level, ground.samples.data());
    divide(ground);
    grounds_.push_back(std::move(ground));
  }
}

void ErrorCeiling::divide(Ground& ground) const {
  const Above above = above_typical(static_cast<double>(width_ * height_));
  double sum = 0;
  for (std::size_t top = 0, bottom = 0; top < height_; top = bottom) {
    bottom = height_ - top < 2 * kSide ? height_ : top + kSide;  // the last takes what is left
    for (std::size_t left = 0, right = 0; left < width_; left = right) {
      right = width_ - left < 2 * kSide ? width_ : left + kSide;
      ErrorTile tile{left, top, right, bottom, 0};
      const double variance = variance_of(ground.samples, width_, tile);
      tile.expected = typical(variance) + above.tile;
      ground.tiles.push_back(tile);
      sum += variance * static_cast<double>((right - left) * (bottom - top));
    }
  }
  ground.expected = typical(sum / static_cast<double>(width_ * height_)) + above.whole;
}

double ErrorCeiling::of(const Picture& distorted) const {
  double lowest = 100;
  for (const Ground& ground : grounds_) lowest = std::min(lowest, of(distorted, ground));
  return lowest;
}

double ErrorCeiling::of(const Picture& distorted, const Ground& ground) const {
  double lowest = 100, sum = 0;
  std::vector<ErrorLevel> rows(2 * kSide * width_ * 3);
  std::size_t read = height_;  // the first of `rows`
  for (const ErrorTile& tile : ground.tiles) {
    if (tile.top != read) read_rows(distorted, tile.top, tile.bottom, ground.level, rows.data());
    read = tile.top;
    const double squares = squares_of(ground.samples.data() + tile.top * width_ * 3, rows.data(), width_, tile);
    lowest = std::min(lowest, score_at(decibels(squares / tile.samples()), tile.expected));
    sum += squares;
  }
  return std::min(lowest, score_at(decibels(sum / static_cast<double>(ground.samples.size())), ground.expected));
}

}  // namespace whittle::metric
