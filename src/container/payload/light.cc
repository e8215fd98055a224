#include "container/payload/light.h"

#include <algorithm>

namespace whittle::container {
namespace {

constexpr std::size_t kDisplay = 24, kPoint = 4, kLevels = 8, kBoxLevels = 4;
constexpr std::uint32_t kPngUnits = 10'000;  ///< in a cd/m2

/// Three primaries in another order, each where `from` says; white and luminances as they are.
Bytes reordered(ByteView display, const std::size_t (&from)[3]) {
  if (display.size() != kDisplay) return {};
  Bytes out;
  for (const std::size_t primary : from) append(out, display.subspan(primary * kPoint, kPoint));
  append(out, display.subspan(3 * kPoint));
  return out;
}

}  // namespace

// HEIF has green, blue, red (ISO/IEC 23008-2, D.3.28), PNG red, green, blue.
Bytes display_of_mdcv(ByteView body) {
  return reordered(body, {2, 0, 1});
}

Bytes mdcv_of(ByteView display) {
  return reordered(display, {1, 2, 0});
}

Bytes levels_of_clli(ByteView body) {
  Bytes out;
  if (body.size() != kBoxLevels) return out;
  for (const std::size_t at : {0, 2}) append_be32(out, be16(body, at) * kPngUnits);
  return out;
}

Bytes clli_of(ByteView levels) {
  Bytes out;
  if (levels.size() != kLevels) return out;
  for (const std::size_t at : {0, 4}) {
    append_be16(out, std::min<std::uint64_t>((std::uint64_t{be32(levels, at)} + kPngUnits / 2) / kPngUnits, 0xFFFF));
  }
  return out;
}

}  // namespace whittle::container
