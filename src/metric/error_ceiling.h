#pragma once
// How high a score the plain errors of a picture allow, whatever SSIMULACRA2 says.
//
// The fewer pixels there are, the less averages over them say: a picture of 3x3 may lose its only line and score 90.
// And of any size there are pictures that the metric is blind to: it looks at chroma through a blur, and a checker of
// magenta and green pixels may become grey (4 dB PSNR) and score 80. Plain errors are no good measure of quality, but
// they have no such blind spot, and what pictures have of them at a score is known: PSNR rises by about the same for
// each halving of the distance to 100, and what it is there depends on how lively the picture is, since texture hides
// errors.
//
// The numbers are fitted. The typical PSNR: to pieces of 256x256 of photographs, screenshots, charts, drawings, letters
// and noise, in JPEG, WebP and AVIF. What small pictures must keep: to crops of 3x3 to 300x300 of pictures of nine
// classes in JPEG and WebP, with the 256x256 around each, at targets from 55 to 90. Of classes that the fit has not
// seen, 1 % (of those seen, 3 %) keep less than 2 dB below what the large crop keeps, 4.8 (5.5) dB in the worst case;
// most of those are crops of 24x24 to 96x96 that are livelier than what is around them. It was 5 and 10 %, and 9 dB.
// The price is 1.7 dB more on average. What large ones must keep: what the worst of 60 pictures of eight classes has
// (8.2 dB below the typical as a whole, 22.7 in a tile), and 4 dB of room, so that ordinary ones are not concerned: of
// 165 conversions of 60 pictures one comes out otherwise, 2 % smaller, as its chroma is judged anew.

#include <cstdint>
#include <vector>

#include "metric/ssimulacra2.h"

namespace whittle::metric {

/// A sample from 0 to 255, in sixteenths.
using ErrorLevel = std::uint16_t;

/// A part of a picture: columns and rows from the first to before the last.
struct ErrorTile {
  std::size_t left, top, right, bottom;
  double expected;  ///< the PSNR that it must have for a score of 0, in decibels

  double samples() const { return static_cast<double>(3 * (right - left) * (bottom - top)); }
};

/// The original's side, compared with many distorted pictures; `of` may be called from several threads. Holds no
/// pointer to the pixels that it was made from. About 7 bytes a pixel, twice that with alpha.
class ErrorCeiling {
 public:
  explicit ErrorCeiling(const Picture& original);

  /// The highest score that `distorted`, of the original's size, may be said to reach, at most 100: the lower one of
  /// what the error of the whole picture and that of its worst tile of 8x8 pixels allow. Errors are those of red, green
  /// and blue as encoded; with alpha, on a dark and on a bright ground.
  double of(const Picture& distorted) const;

 private:
  /// The picture on one ground.
  struct Ground {
    float level;                      ///< what shows through alpha, 0 to 1
    std::vector<ErrorLevel> samples;  ///< red, green and blue of each pixel
    std::vector<ErrorTile> tiles;
    double expected;  ///< as a tile's, of all
  };

  void divide(Ground& ground) const;
  double of(const Picture& distorted, const Ground& ground) const;

  std::size_t width_, height_;
  std::vector<Ground> grounds_;
};

}  // namespace whittle::metric
