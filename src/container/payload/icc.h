#pragma once
// What a colour profile says, as far as whittle must know it.

#include "base/bytes.h"

namespace whittle::container {

enum class ProfileSpace { none, grey, rgb, cmyk, other };

/// The colour space of the pixels that the profile is for; `none` when `profile` is not an ICC profile.
ProfileSpace profile_space(ByteView profile);

/// Whether the profile describes sRGB (or grey with sRGB's curve), so that pixels mean the same without it. Decided by
/// the primaries and the curves, not by name or hash: there are dozens of sRGB profiles. When in doubt, no.
bool is_srgb_profile(ByteView profile);

/// CIE x and y of a display's white and primaries.
struct Chromaticities {
  struct Point {
    double x, y;
  };
  Point white, red, green, blue;
};
inline constexpr Chromaticities kSrgbChromaticities{{0.3127, 0.3290}, {0.64, 0.33}, {0.30, 0.60}, {0.15, 0.06}};

/// How a file without a colour profile says what its pixels mean. Of the formats here only PNG does.
struct StatedColours {
  enum class Kind { srgb, numbers, code_points };  ///< code_points: cICP, which nothing here can convert
  Kind kind = Kind::srgb;
  double gamma = 2.2;  ///< numbers: light = pixel ^ gamma
  Chromaticities chromaticities = kSrgbChromaticities;
};

/// A small version 2 profile of pixels that become light when raised to `gamma`; for grey pixels the chromaticities do
/// not count. Empty when no such display can exist (a primary on the line through the others, a gamma that is not
/// positive).
Bytes make_gamma_profile(ProfileSpace space, double gamma, const Chromaticities& chromaticities);

}  // namespace whittle::container
