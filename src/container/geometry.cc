#include "container/geometry.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace whittle::container {
namespace {

/// The scale that makes `size` fit the box; infinite where a side is free.
double scale_for(Size size, const Resize& resize) {
  const double width = size.width, height = size.height;
  switch (resize.kind) {
    case Resize::Kind::percent:
      return resize.value / 100;
    case Resize::Kind::long_edge:
      return resize.value / std::max(width, height);
    case Resize::Kind::short_edge:
      return resize.value / std::min(width, height);
    case Resize::Kind::box:
      break;
  }
  constexpr double kFree = std::numeric_limits<double>::infinity();
  const double by_width = resize.width == 0 ? kFree : resize.width / width;
  const double by_height = resize.height == 0 ? kFree : resize.height / height;
  const double scale = std::min(by_width, by_height);
  return std::isinf(scale) ? 1 : scale;
}

std::uint32_t scaled(std::uint32_t side, double scale) {
  return static_cast<std::uint32_t>(std::clamp(std::round(side * scale), 1.0, 4294967295.0));
}

}  // namespace

Size oriented_size(const Header& facts) {
  if (facts.orientation >= 5) return {facts.height, facts.width};
  return {facts.width, facts.height};
}

Size fit(Size size, const Resize& resize) {
  if (size.width == 0 || size.height == 0) return size;
  const double scale = scale_for(size, resize);
  if (scale >= 1 && !resize.enlarge) return size;
  return {scaled(size.width, scale), scaled(size.height, scale)};
}

Size output_size(const Header& facts, const std::optional<Resize>& resize) {
  const Size seen = oriented_size(facts);
  return resize ? fit(seen, *resize) : seen;
}

}  // namespace whittle::container
