#pragma once
// From coefficients to pixels without entropy coding in between: what libjpeg-turbo would show, so that a search can
// score what it has quantised without writing it.

#include <vector>

#include "codec/jpeg/coefficients.h"
#include "codec/jpeg/pixels.h"

namespace whittle::jpeg {

/// One component of such a picture as decoders show it, row by row in full resolution. Components at half are doubled
/// by "fancy" upsampling, whose weights are 9, 3, 3 and 1 sixteenths; those of one or two columns are repeated, as
/// libjpeg-turbo does it.
class ShownComponent {
 public:
  ShownComponent(const Coefficients& coefficients, std::size_t index);

  /// As many samples as the picture is wide; valid until the next call.
  const std::uint8_t* row(int y);

 private:
  const std::uint8_t* sample_row(int y) const { return samples_.data() + static_cast<std::size_t>(y) * stride_; }

  int width_ = 0, height_ = 0;  ///< of the picture at this component's resolution
  std::size_t stride_ = 0;
  std::vector<std::uint8_t> samples_;  ///< with those of padding blocks
  std::vector<std::uint16_t> sums_;
  std::vector<std::uint8_t> doubled_;
};

/// The pixels of a picture whose components are sampled alike or, chroma, at half in both directions; bit-exact with
/// libjpeg-turbo's defaults: accurate integer DCT, "fancy" upsampling. `coefficients` must be grey, ycc (3 channels
/// out) or ycck (4, as PixelRows has them).
Raster decode(const Coefficients& coefficients);

}  // namespace whittle::jpeg
