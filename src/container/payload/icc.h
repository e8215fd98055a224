#pragma once
// What a colour profile says, as far as whittle must know it.

#include <array>
#include <optional>

#include "base/bytes.h"
#include "container/payload/code_points.h"

namespace whittle::container {

enum class ProfileSpace { none, grey, rgb, cmyk, other };

/// The colour space of the pixels that the profile is for; `none` when `profile` is not an ICC profile.
ProfileSpace profile_space(ByteView profile);

/// Whether the profile describes sRGB (or grey with sRGB's curve), so that pixels mean the same without it. Decided by
/// the primaries and the curves, not by name or hash: there are dozens of sRGB profiles. When in doubt, no.
bool is_srgb_profile(ByteView profile);

/// Rows of a matrix from the lights of three primaries to XYZ, or to those of others.
using ColourMatrix = std::array<std::array<double, 3>, 3>;
/// To the light of sRGB's primaries, whites adapted by Bradford. nullopt when no such display can exist (a primary on
/// the line through the others).
std::optional<ColourMatrix> matrix_to_srgb(const Chromaticities& chromaticities);
/// To CIE 1931 XYZ at their own white, which has Y = 1; the second row is the luminance. nullopt as before.
std::optional<ColourMatrix> matrix_to_xyz(const Chromaticities& chromaticities);

/// A small profile of version 4 of pixels that `transfer` makes light of `chromaticities`; for grey pixels these do not
/// count. Empty when no such display can exist (as before, or an exponent that is not positive), and for PQ, HLG and
/// unknown curves, which a curve in a profile cannot say exactly.
Bytes make_profile(ProfileSpace space, const Transfer& transfer, const Chromaticities& chromaticities);

}  // namespace whittle::container
