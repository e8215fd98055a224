#pragma once
// Colours said by numbers instead of a profile: the code points of ITU-T H.273 (CICP), and PNG's gAMA and cHRM.

#include <cstdint>
#include <optional>

namespace whittle::container {

/// CIE x and y of a display's white and primaries.
struct Chromaticities {
  struct Point {
    double x, y;
  };
  Point white, red, green, blue;
};
inline constexpr Chromaticities kSrgbChromaticities{{0.3127, 0.3290}, {0.64, 0.33}, {0.30, 0.60}, {0.15, 0.06}};

/// ColourPrimaries and TransferCharacteristics of H.273; 2 is "unspecified", which stands for sRGB. A number of more
/// than 8 bits, which H.273 has none of, is 0, "reserved".
struct CodePoints {
  std::uint8_t primaries = 2, transfer = 2;
  bool operator==(const CodePoints&) const = default;
};

/// How signals become light.
struct Transfer {
  /// srgb is also the curve of television cameras (1, 6, 11, 12, 14, 15), whose pictures browsers show as if it were
  /// sRGB's; smpte240 and logarithm are curves of other cameras, cinema that of digital projectors.
  enum class Kind { srgb, power, smpte240, logarithm, cinema, pq, hlg, unknown };
  Kind kind = Kind::srgb;
  double exponent = 1;  ///< power: light = signal ^ exponent; logarithm: decades of light from black to white

  bool is_high_range() const { return kind == Kind::pq || kind == Kind::hlg; }
};

/// nullopt for numbers that H.273 reserves.
std::optional<Chromaticities> primaries_of(std::uint8_t code);
Transfer transfer_of(std::uint8_t code);
/// Whether pixels mean the same without them.
bool says_srgb(CodePoints points);

/// Of a signal from 0 to 1, with 1 for the white of a page: of PQ that is 203 cd/m2 (ITU-R BT.2408), and what is
/// brighter is above 1. Of HLG it is the light of the scene from 0 to 1, which `hlg_gain` makes that of a display.
double light_of(const Transfer& transfer, double signal);
/// The factor for all three lights of an HLG pixel whose luminance of the scene is `luminance`: the system gamma of
/// a display of 1000 cd/m2 (ITU-R BT.2100, table 5), relative to 203.
double hlg_gain(double luminance);

/// How a file says what its pixels mean, beside its profile.
struct StatedColours {
  enum class Kind { srgb, numbers, code_points, unknown };  ///< unknown: in words of which this code knows no meaning
  Kind kind = Kind::srgb;
  /// What there is, also where it says sRGB or where a profile counts instead.
  std::optional<CodePoints> code_points = {};
  double gamma = 2.2;  ///< numbers: light = pixel ^ gamma
  Chromaticities chromaticities = kSrgbChromaticities;
  enum class Profile { counts, ignored } profile = Profile::counts;  ///< one that the file has besides
};

}  // namespace whittle::container
