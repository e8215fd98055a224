#pragma once
// Up to 256 different pixels, numbered in the order in which they come.

#include <array>
#include <cstddef>
#include <vector>

#include "codec/gif/patch.h"

namespace whittle::gif {

class ColourSet {
 public:
  static constexpr std::size_t kMost = 256;
  static constexpr unsigned kNone = 0xFFFF;

  /// The number of `pixel`, or kNone.
  unsigned find(Pixel pixel) const {
    for (std::size_t at = slot_of(pixel);; at = (at + 1) % kSlots) {
      if (slots_[at] == 0) return kNone;
      if (pixels_[slots_[at] - 1u] == pixel) return slots_[at] - 1u;
    }
  }
  /// The number that `pixel` has or gets; kNone when there are kMost others.
  unsigned add(Pixel pixel) {
    std::size_t at = slot_of(pixel);
    for (; slots_[at] != 0; at = (at + 1) % kSlots) {
      if (pixels_[slots_[at] - 1u] == pixel) return slots_[at] - 1u;
    }
    if (pixels_.size() == kMost) return kNone;
    pixels_.push_back(pixel);
    slots_[at] = static_cast<std::uint16_t>(pixels_.size());
    return static_cast<unsigned>(pixels_.size() - 1);
  }
  std::size_t size() const { return pixels_.size(); }
  const std::vector<Pixel>& pixels() const { return pixels_; }

 private:
  static constexpr std::size_t kSlots = 1024;
  static std::size_t slot_of(Pixel pixel) { return pixel * 2654435761u >> 22; }

  std::array<std::uint16_t, kSlots> slots_{};  ///< number + 1
  std::vector<Pixel> pixels_;
};

}  // namespace whittle::gif
