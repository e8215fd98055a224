// Profiles for images that state their colours by numbers (PNG's gAMA and cHRM, code points) on the way to formats that
// only know profiles.

#include <cmath>

#include "container/payload/icc.h"

namespace whittle::container {
namespace {

using Vector = std::array<double, 3>;
using Matrix = ColourMatrix;

constexpr Vector kD50{0.9642, 1.0, 0.8249};
constexpr Matrix kBradford{{{0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}}};

Vector times(const Matrix& m, const Vector& v) {
  Vector out{};
  for (std::size_t row = 0; row < 3; ++row) out[row] = m[row][0] * v[0] + m[row][1] * v[1] + m[row][2] * v[2];
  return out;
}

Matrix times(const Matrix& a, const Matrix& b) {
  Matrix out{};
  for (std::size_t r = 0; r < 3; ++r) {
    for (std::size_t c = 0; c < 3; ++c) out[r][c] = a[r][0] * b[0][c] + a[r][1] * b[1][c] + a[r][2] * b[2][c];
  }
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

// From XYZ as seen at `white` to XYZ as seen at D50.
Matrix adaptation(Chromaticities::Point white) {
  const Vector cone = times(kBradford, xyz_of(white)), cone_d50 = times(kBradford, kD50);
  Matrix scaled = kBradford;
  for (std::size_t r = 0; r < 3; ++r) {
    for (double& value : scaled[r]) value *= cone_d50[r] / cone[r];
  }
  return times(*inverse(kBradford), scaled);
}

// Its columns are the colorants of a profile.
std::optional<Matrix> to_d50(const Chromaticities& c) {
  const auto to_xyz = matrix_to_xyz(c);
  return to_xyz ? std::optional(times(adaptation(c.white), *to_xyz)) : std::nullopt;
}

void append_fixed16(Bytes& out, double value) {
  append_be32(out, static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(value * 65536))));
}

Bytes numbers_tag(std::string_view type, std::initializer_list<Vector> rows) {
  Bytes out;
  append(out, as_bytes(type));
  append_be32(out, 0);
  for (const Vector& row : rows) {
    for (const double value : row) append_fixed16(out, value);
  }
  return out;
}

// light = ((signal + 0.055) / 1.055) ^ 2.4, linear below 0.04045; or signal ^ exponent.
Bytes curve_tag(const Transfer& transfer) {
  const bool srgb = transfer.kind == Transfer::Kind::srgb;
  Bytes out;
  append(out, as_bytes("para"));
  append_be32(out, 0);
  append_be16(out, srgb ? 3 : 0);
  append_be16(out, 0);
  append_fixed16(out, srgb ? 2.4 : transfer.exponent);
  if (!srgb) return out;
  for (const double parameter : {1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045}) append_fixed16(out, parameter);
  return out;
}

Bytes text_tag(std::string_view text) {
  Bytes out;
  append(out, as_bytes("mluc"));
  for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{12}}) append_be32(out, value);
  append(out, as_bytes("enUS"));
  append_be32(out, 2 * text.size());
  append_be32(out, 28);  // where the text begins
  for (const char c : text) append_be16(out, static_cast<unsigned char>(c));
  out.resize((out.size() + 3) / 4 * 4);  // tags begin at multiples of 4
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
  append_be32(out, 0x04300000);
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

std::optional<ColourMatrix> matrix_to_xyz(const Chromaticities& c) {
  for (const Chromaticities::Point& p : {c.white, c.red, c.green, c.blue}) {
    if (!(p.x >= 0 && p.x <= 1 && p.y > 0.001 && p.y <= 1)) return std::nullopt;
  }
  const std::array<Vector, 3> primaries{xyz_of(c.red), xyz_of(c.green), xyz_of(c.blue)};
  Matrix columns{};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t row = 0; row < 3; ++row) columns[row][i] = primaries[i][row];
  }
  const auto inverted = inverse(columns);
  if (!inverted) return std::nullopt;
  const Vector power = times(*inverted, xyz_of(c.white));
  for (Vector& row : columns) {
    for (std::size_t i = 0; i < 3; ++i) row[i] *= power[i];
  }
  return columns;
}

std::optional<ColourMatrix> matrix_to_srgb(const Chromaticities& chromaticities) {
  const auto from = to_d50(chromaticities), to = to_d50(kSrgbChromaticities);
  const auto back = to ? inverse(*to) : std::nullopt;
  return from && back ? std::optional(times(*back, *from)) : std::nullopt;
}

Bytes make_profile(ProfileSpace space, const Transfer& transfer, const Chromaticities& chromaticities) {
  const bool power = transfer.kind == Transfer::Kind::power;
  if (!power && transfer.kind != Transfer::Kind::srgb) return {};
  if (power && !(transfer.exponent > 0.01 && transfer.exponent < 100)) return {};
  std::vector<std::pair<std::string_view, Bytes>> tags{{"desc", text_tag("Colours stated by numbers")},
                                                       {"cprt", text_tag("CC0")},
                                                       {"wtpt", numbers_tag("XYZ ", {kD50})}};
  if (space == ProfileSpace::grey) {
    tags.emplace_back("kTRC", curve_tag(transfer));
    return assemble(space, tags);
  }
  const auto colorants = to_d50(chromaticities);
  if (!colorants) return {};
  const Matrix& m = *colorants;
  constexpr std::string_view kColorants[] = {"rXYZ", "gXYZ", "bXYZ"}, kCurves[] = {"rTRC", "gTRC", "bTRC"};
  for (std::size_t i = 0; i < 3; ++i) {
    tags.emplace_back(kColorants[i], numbers_tag("XYZ ", {{m[0][i], m[1][i], m[2][i]}}));
  }
  for (const std::string_view curve : kCurves) tags.emplace_back(curve, curve_tag(transfer));
  const Matrix adapted = adaptation(chromaticities.white);
  tags.emplace_back("chad", numbers_tag("sf32", {adapted[0], adapted[1], adapted[2]}));
  return assemble(space, tags);
}

}  // namespace whittle::container
