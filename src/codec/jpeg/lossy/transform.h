#pragma once
// From pixels to unquantised DCT coefficients: what does not depend on the quality, done once for all of them.

#include <optional>
#include <vector>

#include "codec/jpeg/coefficients.h"
#include "codec/jpeg/lossy/dering.h"
#include "codec/jpeg/pixels.h"

namespace whittle::jpeg {

/// Of chroma: as luma, or half of it in both directions (4:2:0).
enum class Sampling { full, half };

/// One component before quantisation.
struct Spectrum {
  int h = 1, v = 1;                 ///< sampling factors
  std::optional<QuantTable> least;  ///< steps that the values have already: no finer ones make sense
  int wide = 0, high = 0;           ///< blocks of the picture, without padding to whole MCUs
  std::vector<float> coefficients;  ///< orthonormal, 64 a block in natural order, blocks row by row

  const float* row(int y) const { return coefficients.data() + static_cast<std::size_t>(y) * wide * kBlock; }
  float* row(int y) { return coefficients.data() + static_cast<std::size_t>(y) * wide * kBlock; }
};

/// The sum of squares of the AC coefficients of each block.
struct Activity {
  int wide = 0, high = 0;
  std::vector<float> energies;
};

Activity activity_of(const Spectrum& luma);

struct Transformed {
  int width = 0, height = 0;
  Colour colour = Colour::ycc;  ///< grey, ycc or ycck
  std::vector<Spectrum> components;
  std::vector<ClippedBlock> clipped;  ///< of the first component
  Activity activity;                  ///< of the first component as it was at first
};

/// Whether luma makes up for what decoders show of chroma at half: at once, or not, since `fit_luma` follows.
enum class Luma { corrected, plain };

/// 1 channel becomes grey, 3 YCbCr, 4 YCCK. Takes about 8 bytes a pixel besides the result.
Transformed transform(const PixelRows& pixels, Sampling sampling, Luma luma = Luma::corrected);

/// Replaces the luma of `transformed`, which came from `pixels` of 3 channels, by luma that makes up for what decoders
/// will show of the chroma in `coded`: half the resolution and quantised.
void fit_luma(const PixelRows& pixels, const Coefficients& coded, Transformed& transformed);

}  // namespace whittle::jpeg
