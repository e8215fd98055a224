#include "container/payload/density.h"

#include <cmath>

namespace whittle::container {
namespace {

constexpr std::uint16_t kXResolution = 282, kYResolution = 283, kResolutionUnit = 296, kRational = 5;
constexpr std::uint64_t kNoUnit = 1, kInch = 2, kCm = 3;

/// 0 for what is no positive number.
double rational(const TiffBlock& block, const TiffEntry* entry, ByteView bytes) {
  if (entry == nullptr || entry->type != kRational || entry->size == 0) return 0;
  const std::uint32_t below = block.u32(bytes, entry->data + 4);
  return below == 0 ? 0 : static_cast<double>(block.u32(bytes, entry->data)) / below;
}

}  // namespace

std::optional<Density> stated(const Density& density) {
  const bool says = density.x > 0 && density.y > 0 && (density.unit == Density::Unit::inch || density.x != density.y);
  return says ? std::optional(density) : std::nullopt;
}

std::optional<Density> density_in(const TiffBlock& block, const TiffDirectory& directory, ByteView bytes) {
  const std::uint64_t unit = block.value_or(directory, kResolutionUnit, kInch);
  const double factor = unit == kCm ? kCmInInch : 1;
  return stated({unit == kNoUnit ? Density::Unit::none : Density::Unit::inch,
                 factor * rational(block, directory.find(kXResolution), bytes),
                 factor * rational(block, directory.find(kYResolution), bytes)});
}

Bytes density_rational(double value, std::endian order) {
  constexpr double kRounding = 0.01;
  const bool whole = std::abs(value - std::round(value)) < kRounding;
  const unsigned below = whole ? 1 : 1000;
  Bytes out;
  append_number(out, static_cast<std::uint64_t>(std::llround(value * below)), 4, order);
  append_number(out, below, 4, order);
  return out;
}

}  // namespace whittle::container
