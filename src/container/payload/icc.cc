#include "container/payload/icc.h"

#include <cmath>
#include <optional>

namespace whittle::container {
namespace {

double fixed16(ByteView b, std::size_t at) {
  return static_cast<std::int32_t>(be32(b, at)) / 65536.0;
}

std::optional<ByteView> find_tag(ByteView profile, std::string_view name) {
  const std::size_t count = be32(profile, 128);
  for (std::size_t i = 0; i < count && 132 + 12 * (i + 1) <= profile.size(); ++i) {
    const std::size_t entry = 132 + 12 * i;
    if (!has_text(profile, entry, name)) continue;
    const std::size_t at = be32(profile, entry + 4), size = be32(profile, entry + 8);
    if (at > profile.size() || size > profile.size() - at || size < 12) return std::nullopt;
    return profile.subspan(at, size);
  }
  return std::nullopt;
}

bool colorant_is(ByteView profile, std::string_view name, double x, double y, double z) {
  constexpr double kTolerance = 0.003;  // published sRGB profiles differ from one another by up to 0.001
  const auto tag = find_tag(profile, name);
  if (!tag || tag->size() < 20 || !has_text(*tag, 0, "XYZ ")) return false;
  return std::abs(fixed16(*tag, 8) - x) < kTolerance && std::abs(fixed16(*tag, 12) - y) < kTolerance &&
         std::abs(fixed16(*tag, 16) - z) < kTolerance;
}

double srgb_to_linear(double v) {
  return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}

// A tone curve at `v`; NaN, which equals nothing, for what cannot be read.
double curve_at(ByteView curve, double v) {
  if (has_text(curve, 0, "curv")) {
    const std::size_t count = be32(curve, 8);
    if (count == 0) return v;
    if (count > (curve.size() - 12) / 2) return NAN;
    if (count == 1) return std::pow(v, be16(curve, 12) / 256.0);
    const double place = v * static_cast<double>(count - 1);
    const std::size_t low = std::min(static_cast<std::size_t>(place), count - 2);
    const double part = place - static_cast<double>(low);
    return (be16(curve, 12 + 2 * low) * (1 - part) + be16(curve, 14 + 2 * low) * part) / 65535.0;
  }
  if (!has_text(curve, 0, "para")) return NAN;
  constexpr std::size_t kParameters[] = {1, 3, 4, 5, 7};
  const std::size_t type = be16(curve, 8);
  if (type > 4 || curve.size() < 12 + 4 * kParameters[type]) return NAN;
  const auto p = [&](std::size_t i) { return fixed16(curve, 12 + 4 * i); };
  if (type == 0) return std::pow(v, p(0));
  const double a = p(1), b = p(2);
  const double c = type == 2 ? p(3) : type == 4 ? p(5) : 0;
  const double power = std::pow(std::max(0.0, a * v + b), p(0)) + c;
  if (type <= 2) return v >= (a == 0 ? 0 : -b / a) ? power : c;
  return v >= p(4) ? power : p(3) * v + (type == 4 ? p(6) : 0);
}

bool curve_is_srgb(ByteView profile, std::string_view name) {
  const auto curve = find_tag(profile, name);
  if (!curve) return false;
  for (int i = 1; i <= 32; ++i) {
    const double v = i / 32.0;
    // A quarter of an 8-bit step at that place (the slope is never below 1/12.92), and room for tables of few entries.
    if (!(std::abs(curve_at(*curve, v) - srgb_to_linear(v)) < 0.0025)) return false;
  }
  return true;
}

}  // namespace

ProfileSpace profile_space(ByteView profile) {
  if (profile.size() < 132 || !has_text(profile, 36, "acsp")) return ProfileSpace::none;
  if (has_text(profile, 16, "RGB ")) return ProfileSpace::rgb;
  if (has_text(profile, 16, "GRAY")) return ProfileSpace::grey;
  if (has_text(profile, 16, "CMYK")) return ProfileSpace::cmyk;
  return ProfileSpace::other;
}

bool is_srgb_profile(ByteView profile) {
  const ProfileSpace space = profile_space(profile);
  if (space != ProfileSpace::rgb && space != ProfileSpace::grey) return false;
  if (!has_text(profile, 20, "XYZ ")) return false;
  // Tables, where present, win over matrix and curves, and we do not evaluate them.
  for (const std::string_view table : {"A2B0", "A2B1", "A2B2", "D2B0", "D2B1", "D2B2", "D2B3", "cicp"}) {
    if (find_tag(profile, table)) return false;
  }
  if (space == ProfileSpace::grey) return curve_is_srgb(profile, "kTRC");
  return colorant_is(profile, "rXYZ", 0.4360, 0.2225, 0.0139) && colorant_is(profile, "gXYZ", 0.3851, 0.7169, 0.0971) &&
         colorant_is(profile, "bXYZ", 0.1431, 0.0606, 0.7141) && curve_is_srgb(profile, "rTRC") &&
         curve_is_srgb(profile, "gTRC") && curve_is_srgb(profile, "bTRC");
}

}  // namespace whittle::container
