#pragma once
// A JPEG as its quantised DCT coefficients: what the lossless engine reads and both engines write.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace whittle::jpeg {

inline constexpr std::size_t kBlock = 64;  ///< coefficients of a block

/// The size category of T.81 F.1.2: bits of a value without its sign.
inline int size_of(int magnitude) {
  return std::bit_width(static_cast<unsigned>(magnitude));
}

/// In natural order: row-major, not zigzag.
using QuantTable = std::array<std::uint16_t, kBlock>;

enum class Colour { grey, ycc, rgb, cmyk, ycck, other };  ///< other: two components

struct Component {
  int id = 1;                            ///< in SOF and SOS, 0-255
  int h = 1, v = 1;                      ///< sampling factors, 1-4
  int table = 0;                         ///< index in Coefficients::tables
  int blocks_wide = 0, blocks_high = 0;  ///< padded to whole MCUs of an interleaved scan
  /// blocks_wide * blocks_high * 64: 64 a block in natural order, blocks row by row. Blocks beyond `real_blocks_*` are
  /// not part of the image; writers code them as DC of the block before and no AC.
  std::vector<std::int16_t> coefficients;

  bool operator==(const Component&) const = default;

  const std::int16_t* block(int row, int column) const {
    return coefficients.data() + (static_cast<std::size_t>(row) * blocks_wide + column) * kBlock;
  }
};

struct Coefficients {
  int width = 0, height = 0;  ///< of the image in pixels, 1-65535
  std::vector<Component> components;
  std::array<std::optional<QuantTable>, 4> tables;  ///< as DQT holds them
  Colour colour = Colour::ycc;
  bool adobe_marker = false;  ///< APP14 "Adobe" is written, with the transform that `colour` implies
  bool jfif_marker = true;    ///< APP0 "JFIF" is written, unless WriteOptions::markers begins with one
  std::array<std::uint8_t, 5> jfif_density = {0, 0, 1, 0, 1};  ///< unit, x and y, big-endian

  bool operator==(const Coefficients&) const = default;

  int max_h() const {
    int most = 1;
    for (const Component& component : components) most = component.h > most ? component.h : most;
    return most;
  }
  int max_v() const {
    int most = 1;
    for (const Component& component : components) most = component.v > most ? component.v : most;
    return most;
  }
  /// MCUs of an interleaved scan of all components.
  int mcus_wide() const { return (width + 8 * max_h() - 1) / (8 * max_h()); }
  int mcus_high() const { return (height + 8 * max_v() - 1) / (8 * max_v()); }
  /// Blocks that a scan of this component alone holds.
  int real_blocks_wide(const Component& c) const { return (width * c.h + 8 * max_h() - 1) / (8 * max_h()); }
  int real_blocks_high(const Component& c) const { return (height * c.v + 8 * max_v() - 1) / (8 * max_v()); }
};

}  // namespace whittle::jpeg
