#pragma once
// GIFs of any kind, and what a viewer must show of them, worked out from the description and not from the bytes.

#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include "base/bytes.h"

namespace whittle::test {

using GifColours = std::vector<std::array<std::uint8_t, 3>>;  ///< 2, 4, 8, ... 256

struct GifPicture {
  unsigned left = 0, top = 0, width = 0, height = 0;
  std::vector<std::uint8_t> indices = {};  ///< rows from the top
  struct Control {
    unsigned disposal = 0;  ///< 0-7
    unsigned delay = 0;     ///< hundredths of a second
    std::optional<std::uint8_t> transparent = {};
  };
  std::optional<Control> control = {};
  GifColours colours = {};  ///< its own
  bool interlaced = false;
  Bytes before = {};  ///< blocks in front of it
};

struct GifFilm {
  unsigned width = 0, height = 0;
  GifColours colours = {};            ///< global
  std::optional<unsigned> loop = {};  ///< of a NETSCAPE2.0 block
  std::vector<GifPicture> pictures = {};
};

Bytes make_gif_film(const GifFilm& film);
/// LZW codes for pixels of `code_size` bits; a full dictionary is kept to the end.
Bytes gif_lzw(const std::vector<std::uint8_t>& pixels, unsigned code_size);

/// All frames below one another, 16-bit RGBA, what is transparent all 0.
std::vector<std::uint16_t> shown(const GifFilm& film);
/// Milliseconds.
std::vector<std::uint32_t> delays_of(const GifFilm& film);

GifColours some_colours(unsigned count);
/// A picture of one colour, for a tenth of a second.
GifPicture flat_picture(unsigned left, unsigned top, unsigned width, unsigned height, std::uint8_t index);
/// A film with whatever the format has: rectangles, disposals, tables, interlacing, comments; the same for each seed.
GifFilm random_film(std::uint32_t seed);

}  // namespace whittle::test
