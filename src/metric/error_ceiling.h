#pragma once
// How high a score the plain errors of a small picture allow, whatever SSIMULACRA2 says.
//
// The fewer pixels there are, the less averages over them say: a picture of 3x3 may lose its only line and score 90.
// Plain errors are no good measure of quality, but they have no such blind spot, and what larger pictures have of them
// at a score is known: PSNR rises by about the same for each halving of the distance to 100, and what it is there
// depends on how lively the picture is, since texture hides errors. The numbers are fitted to pieces of 256x256 of
// photographs, screenshots, charts, drawings, letters and noise, in JPEG, WebP and AVIF.

#include <cstdint>
#include <vector>

#include "metric/ssimulacra2.h"

namespace whittle::metric {

/// A part of a picture: columns and rows from the first to before the last.
struct ErrorTile {
  std::size_t left, top, right, bottom;
  double expected;  ///< the PSNR that it must have for a score of 0, in decibels

  double samples() const { return static_cast<double>(3 * (right - left) * (bottom - top)); }
};

/// The original's side, compared with many distorted pictures; `of` may be called from several threads. Holds no
/// pointer to the pixels that it was made from. About 13 bytes a pixel, twice that with alpha.
class ErrorCeiling {
 public:
  /// Up to 100,000 pixels, about 316x316: the scores of larger ones are sums over enough.
  static bool applies(const Picture& original);

  explicit ErrorCeiling(const Picture& original);

  /// The highest score that `distorted`, of the original's size, may be said to reach, at most 100: the lower one of
  /// what the error of the whole picture and that of its worst tile of 8x8 pixels allow. Errors are those of red, green
  /// and blue as encoded; with alpha, on a dark and on a bright ground.
  double of(const Picture& distorted) const;

 private:
  /// The picture on one ground.
  struct Ground {
    float level;                 ///< what shows through alpha, 0 to 1
    std::vector<float> samples;  ///< red, green and blue of each pixel, 0 to 255
    std::vector<ErrorTile> tiles;
    double expected;  ///< as a tile's, of all
  };

  void divide(Ground& ground) const;
  double of(const std::vector<float>& distorted, const Ground& ground) const;

  std::size_t width_, height_;
  std::vector<Ground> grounds_;
};

}  // namespace whittle::metric
