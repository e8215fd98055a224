#pragma once
// How far apart two colours look: XYB of JPEG XL, the space in which SSIMULACRA2 and Butteraugli compare pictures, with
// the weights that small differences have in them.

#include <vector>

#include "codec/gif/patch.h"

namespace whittle::gif {

/// Lightness, red against green, blue against yellow; from black to white 100.
struct Look {
  float y = 0, x = 0, b = 0;

  Look operator+(const Look& o) const { return {y + o.y, x + o.x, b + o.b}; }
  Look operator-(const Look& o) const { return {y - o.y, x - o.x, b - o.b}; }
  Look operator*(float f) const { return {y * f, x * f, b * f}; }
  float square() const { return y * y + x * x + b * b; }
};

/// Looks of pixels, of which a film has few different ones.
class Looks {
 public:
  Looks() : known_(std::size_t{1} << kBits) {}

  const Look& of(Pixel pixel) {
    Entry& entry = known_[pixel * 2654435761u >> (32 - kBits)];
    if (entry.pixel != pixel) entry = {pixel, look_of(pixel)};
    return entry.look;
  }

 private:
  static constexpr unsigned kBits = 12;
  struct Entry {
    Pixel pixel = kNoPixel;
    Look look;
  };
  static Look look_of(Pixel pixel);

  std::vector<Entry> known_;
};

}  // namespace whittle::gif
