// Profiles for images that state their colours by numbers (PNG's gAMA and cHRM) on the way to formats that only know
// profiles.

#include <array>
#include <cmath>
#include <optional>

#include "container/payload/icc.h"

namespace whittle::container {
namespace {

using Vector = std::array<double, 3>;
using Matrix = std::array<Vector, 3>;  // rows

constexpr Vector kD50{0.9642, 1.0, 0.8249};
constexpr Matrix kBradford{{{0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}}};

Vector times(const Matrix& m, const Vector& v) {
  Vector out{};
  for (std::size_t row = 0; row < 3; ++row) out[row] = m[row][0] * v[0] + m[row][1] * v[1] + m[row][2] * v[2];
  return out;
}

std::optional<Matrix> inverse(const Matrix& m) {
  const auto minor = [&](std::size_t r, std::size_t c) {
    const std::size_t r1 = (r + 1) % 3, r2 = (r + 2) % 3, c1 = (c + 1) % 3, c2 = (c + 2) % 3;
    return m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1];
  };
  const double determinant = m[0][0] * minor(0, 0) + m[0][1] * minor(0, 1) + m[0][2] * minor(0, 2);
  if (!(std::abs(determinant) > 1e-6)) return std::nullopt;
  Matrix out{};
  for (std::size_t r = 0; r < 3; ++r) {
    for (std::size_t c = 0; c < 3; ++c) out[c][r] = minor(r, c) / determinant;
  }
  return out;
}

Vector xyz_of(Chromaticities::Point p) {
  return {p.x / p.y, 1, (1 - p.x - p.y) / p.y};
}

// XYZ of the three primaries at full power, seen by an eye adapted to D50: the colorants of a profile.
std::optional<std::array<Vector, 3>> colorants(const Chromaticities& c) {
  for (const Chromaticities::Point& p : {c.white, c.red, c.green, c.blue}) {
    if (!(p.x >= 0 && p.x <= 1 && p.y > 0.001 && p.y <= 1)) return std::nullopt;
  }
  const std::array<Vector, 3> primaries{xyz_of(c.red), xyz_of(c.green), xyz_of(c.blue)};
  Matrix columns{};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t row = 0; row < 3; ++row) columns[row][i] = primaries[i][row];
  }
  const auto inverted = inverse(columns), from_cone = inverse(kBradford);
  if (!inverted || !from_cone) return std::nullopt;
  const Vector power = times(*inverted, xyz_of(c.white));
  const Vector cone = times(kBradford, xyz_of(c.white)), cone_d50 = times(kBradford, kD50);
  std::array<Vector, 3> out{};
  for (std::size_t i = 0; i < 3; ++i) {
    Vector light =
        times(kBradford, {primaries[i][0] * power[i], primaries[i][1] * power[i], primaries[i][2] * power[i]});
    for (std::size_t k = 0; k < 3; ++k) light[k] *= cone_d50[k] / cone[k];
    out[i] = times(*from_cone, light);
  }
  return out;
}

Bytes xyz_tag(const Vector& v) {
  Bytes out;
  append(out, as_bytes("XYZ "));
  append_be32(out, 0);
  for (const double c : v)
    append_be32(out, static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(c * 65536))));
  return out;
}

Bytes curve_tag(double gamma) {
  Bytes out;
  append(out, as_bytes("curv"));
  append_be32(out, 0);
  append_be32(out, 1);
  append_be16(out, static_cast<std::uint64_t>(std::lround(gamma * 256)));
  append_be16(out, 0);  // tags begin at multiples of 4
  return out;
}

Bytes text_tag(std::string_view type, std::string_view text) {
  Bytes out;
  append(out, as_bytes(type));
  append_be32(out, 0);
  if (type == "desc") append_be32(out, text.size() + 1);
  append(out, as_bytes(text));
  // The end of the text; a description goes on with empty Unicode and Macintosh versions of it.
  out.resize((out.size() + (type == "desc" ? 1 + 78 : 1) + 3) / 4 * 4);
  return out;
}

Bytes assemble(ProfileSpace space, const std::vector<std::pair<std::string_view, Bytes>>& tags) {
  Bytes table, data;
  const std::size_t base = 128 + 4 + 12 * tags.size();
  for (const auto& [name, value] : tags) {
    append(table, as_bytes(name));
    append_be32(table, base + data.size());
    append_be32(table, value.size());
    append(data, value);
  }
  Bytes out;
  append_be32(out, base + data.size());
  append_be32(out, 0);
  append_be32(out, 0x02400000);
  append(out, as_bytes("mntr"));
  append(out, as_bytes(space == ProfileSpace::grey ? "GRAY" : "RGB "));
  append(out, as_bytes("XYZ "));
  for (const std::uint64_t date : {2000u, 1u, 1u, 0u, 0u, 0u}) append_be16(out, date);  // the same bytes every time
  append(out, as_bytes("acsp"));
  out.resize(68);
  for (const std::uint64_t c : {0xF6D6u, 0x10000u, 0xD32Du}) append_be32(out, c);  // D50
  out.resize(128);
  append_be32(out, tags.size());
  append(out, table);
  append(out, data);
  return out;
}

}  // namespace

Bytes make_gamma_profile(ProfileSpace space, double gamma, const Chromaticities& chromaticities) {
  if (!(gamma > 0.01 && gamma < 100)) return {};
  std::vector<std::pair<std::string_view, Bytes>> tags{
      {"desc", text_tag("desc", "from PNG gAMA and cHRM")}, {"cprt", text_tag("text", "CC0")}, {"wtpt", xyz_tag(kD50)}};
  if (space == ProfileSpace::grey) {
    tags.emplace_back("kTRC", curve_tag(gamma));
    return assemble(space, tags);
  }
  const auto primaries = colorants(chromaticities);
  if (!primaries) return {};
  constexpr std::string_view kColorants[] = {"rXYZ", "gXYZ", "bXYZ"}, kCurves[] = {"rTRC", "gTRC", "bTRC"};
  for (std::size_t i = 0; i < 3; ++i) tags.emplace_back(kColorants[i], xyz_tag((*primaries)[i]));
  for (const std::string_view curve : kCurves) tags.emplace_back(curve, curve_tag(gamma));
  return assemble(space, tags);
}

}  // namespace whittle::container
