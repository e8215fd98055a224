#pragma once
// How large a pixel is meant to be: JFIF, pHYs of PNG and the resolution of TIFF and EXIF say it, each in its units.

#include <optional>

#include "base/bytes.h"
#include "container/payload/ifd.h"

namespace whittle::container {

/// What has been done to pixels; quarter: what was across is down now, mirrored or not.
enum class Turn { none, quarter };

struct Density {
  enum class Unit { none, inch };  ///< none: only how wide pixels are for their height
  Unit unit = Unit::none;
  double x = 0, y = 0;  ///< pixels a unit, across and down
};

inline constexpr double kCmInInch = 2.54, kMetresInInch = 0.0254;

/// `density` unless it says nothing: of square pixels without a unit.
std::optional<Density> stated(const Density& density);

/// What `directory` of `block`, a TIFF structure in `bytes`, says by XResolution, YResolution and ResolutionUnit.
std::optional<Density> density_in(const TiffBlock& block, const TiffDirectory& directory, ByteView bytes);

/// A RATIONAL of `value`, as the whole number that it was before another unit rounded it.
Bytes density_rational(double value, std::endian order);

}  // namespace whittle::container
