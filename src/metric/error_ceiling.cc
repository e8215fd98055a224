#include "metric/error_ceiling.h"

#include <algorithm>
#include <cmath>

namespace whittle::metric {
namespace {

constexpr std::size_t kMostPixels = 100'000;
constexpr std::size_t kSide = 8;  ///< of a tile: a block of every encoder

// What 256x256 pixels have: PSNR in decibels = kPlain - kTexture * log10(1 + variance) + kSlope * log10(100 / (100 -
// score)), with the mean variance of luma in tiles. 40 contents at scores from 50 to 90; the standard deviation from it
// is 3.2 dB, the mean of a class of content left out of the fit is off by up to 3.8 dB.
constexpr double kPlain = 33.5, kTexture = 4.6, kSlope = 21;
// Decibels above that, by the number of pixels: much of what few pixels lose is not seen in their score, so they keep
// more than the typical; from 48x48 on the score is to be relied on, and only what no large picture has is ruled out.
constexpr double kFew = 144, kAboveOfFew = 5, kMany = 2304, kAboveOfMany = -9;
constexpr double kAboveOfTile = -6;  ///< of one tile, beside that of its picture

/// `sample` as a level of 8 bits.
template <typename Sample>
float level_of(Sample sample) {
  return static_cast<float>(sample) * (sizeof(Sample) == 1 ? 1.0f : 1.0f / 257);
}

template <typename Sample>
void read_row(const Picture& picture, const Sample* from, float background, float* to) {
  const auto channels = static_cast<std::size_t>(picture.channels);
  const bool grey = channels <= 2;
  for (std::size_t x = 0; x < picture.width; ++x, from += channels) {
    const float alpha = picture.has_alpha() ? level_of(from[channels - 1]) / 255 : 1;
    for (std::size_t c = 0; c < 3; ++c) *to++ = alpha * level_of(from[grey ? 0 : c]) + (1 - alpha) * 255 * background;
  }
}

std::vector<float> samples_of(const Picture& picture, float background) {
  std::vector<float> samples(std::size_t{picture.width} * picture.height * 3);
  for (std::size_t y = 0; y < picture.height; ++y) {
    const std::byte* const row = picture.data + y * picture.stride;
    float* const to = samples.data() + y * picture.width * 3;
    if (picture.depth == 16) {
      read_row(picture, reinterpret_cast<const std::uint16_t*>(row), background, to);
    } else {
      read_row(picture, reinterpret_cast<const std::uint8_t*>(row), background, to);
    }
  }
  return samples;
}

double decibels(double square) {
  constexpr double kLeast = 1e-12;  // what no rounding reaches
  return 10 * std::log10(255.0 * 255 / std::max(square, kLeast));
}

/// The score that has `psnr` where `expected` is that of score 0.
double score_at(double psnr, double expected) {
  return 100 - 100 * std::pow(10, (expected - psnr) / kSlope);
}

/// Decibels that a picture must keep above the typical.
double above_typical(double pixels) {
  const double share = std::log(pixels / kFew) / std::log(kMany / kFew);
  return kAboveOfFew + std::clamp(share, 0.0, 1.0) * (kAboveOfMany - kAboveOfFew);
}

/// The sum of squared errors of a tile.
double squares_of(const std::vector<float>& a, const std::vector<float>& b, std::size_t width, const ErrorTile& tile) {
  double sum = 0;
  for (std::size_t y = tile.top; y < tile.bottom; ++y) {
    for (std::size_t i = (y * width + tile.left) * 3; i < (y * width + tile.right) * 3; ++i) {
      const double error = a[i] - b[i];
      sum += error * error;
    }
  }
  return sum;
}

/// The variance of luma in a tile.
double variance_of(const std::vector<float>& samples, std::size_t width, const ErrorTile& tile) {
  double sum = 0, squares = 0;
  for (std::size_t y = tile.top; y < tile.bottom; ++y) {
    for (std::size_t x = tile.left; x < tile.right; ++x) {
      const float* const pixel = samples.data() + (y * width + x) * 3;
      const double luma = 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];
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

bool ErrorCeiling::applies(const Picture& original) {
  return std::size_t{original.width} * original.height <= kMostPixels;
}

ErrorCeiling::ErrorCeiling(const Picture& original) : width_(original.width), height_(original.height) {
  const std::vector<float> levels = original.has_alpha() ? std::vector<float>{0.1f, 0.9f} : std::vector<float>{0.5f};
  for (const float level : levels) grounds_.push_back({level, samples_of(original, level), {}, 0});
  for (Ground& ground : grounds_) divide(ground);
}

void ErrorCeiling::divide(Ground& ground) const {
  const double above = above_typical(static_cast<double>(width_ * height_));
  double sum = 0;
  for (std::size_t top = 0, bottom = 0; top < height_; top = bottom) {
    bottom = height_ - top < 2 * kSide ? height_ : top + kSide;  // the last takes what is left
    for (std::size_t left = 0, right = 0; left < width_; left = right) {
      right = width_ - left < 2 * kSide ? width_ : left + kSide;
      ErrorTile tile{left, top, right, bottom, 0};
      const double variance = variance_of(ground.samples, width_, tile);
      tile.expected = typical(variance) + above + kAboveOfTile;
      ground.tiles.push_back(tile);
      sum += variance * static_cast<double>((right - left) * (bottom - top));
    }
  }
  ground.expected = typical(sum / static_cast<double>(width_ * height_)) + above;
}

double ErrorCeiling::of(const Picture& distorted) const {
  double lowest = 100;
  for (const Ground& ground : grounds_) lowest = std::min(lowest, of(samples_of(distorted, ground.level), ground));
  return lowest;
}

double ErrorCeiling::of(const std::vector<float>& distorted, const Ground& ground) const {
  double lowest = 100, sum = 0;
  for (const ErrorTile& tile : ground.tiles) {
    const double squares = squares_of(ground.samples, distorted, width_, tile);
    lowest = std::min(lowest, score_at(decibels(squares / tile.samples()), tile.expected));
    sum += squares;
  }
  return std::min(lowest, score_at(decibels(sum / static_cast<double>(distorted.size())), ground.expected));
}

}  // namespace whittle::metric
