#pragma once
// Which colours a picture uses, and what they have in common: what decides into which pixel formats it fits.

#include <cstdint>
#include <optional>
#include <vector>

#include "codec/png/picture.h"

namespace whittle::png {

inline unsigned red(Rgba c) {
  return c & 255;
}
inline unsigned green(Rgba c) {
  return c >> 8 & 255;
}
inline unsigned blue(Rgba c) {
  return c >> 16 & 255;
}
inline unsigned alpha(Rgba c) {
  return c >> 24;
}
inline bool is_grey(Rgba c) {
  return red(c) == green(c) && green(c) == blue(c);
}

/// Place of a colour in a hash table of kColourSlots, which is large enough for a palette.
inline constexpr std::size_t kColourSlots = 1024;
inline std::size_t slot_of(Rgba colour) {
  return (colour * 0x9E3779B1U) >> 22;
}

/// A colour of a picture.
struct Used {
  Rgba colour;
  std::uint64_t count;
  std::size_t order;  ///< of first appearance
};

/// What all pixels have in common.
struct Facts {
  bool grey = true, opaque = true, binary_alpha = true;
  bool one_hidden = true;  ///< all pixels of alpha 0 have one colour
  std::optional<Rgba> hidden;
  bool hidden_used = false;  ///< that colour is also used by an opaque pixel
  unsigned grey_depth = 1;   ///< smallest that holds all grey values
  bool few = true;           ///< `used` is complete
  std::vector<Used> used;

  bool keyable() const { return !opaque && binary_alpha && one_hidden && !hidden_used; }
};

/// Of a picture of depth 8 or less.
Facts examine(const Picture& picture);

/// `facts` as they would be if there were also a pixel of `colour`, but for its count.
Facts with_colour(Facts facts, Rgba colour);

/// The same of depth 16.
struct Facts16 {
  bool grey = true, opaque = true;
  bool eight = true;  ///< 8 bits a sample hold all of them
};
Facts16 examine16(const Picture& picture);

}  // namespace whittle::png
