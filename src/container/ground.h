#pragma once
// What of an animation's canvas shows through its frames. Viewers leave the ground transparent, whatever colour the
// file names for it.

#include <algorithm>
#include <cstdint>

namespace whittle::container {

/// A rectangle of pixels.
struct Area {
  std::uint32_t left = 0, top = 0, width = 0, height = 0;

  bool is_empty() const { return width == 0 || height == 0; }
  bool holds(const Area& other) const {
    return left <= other.left && top <= other.top && left + width >= other.left + other.width &&
           top + height >= other.top + other.height;
  }
};

/// The smallest rectangle that holds both, either of which may be empty.
inline Area joined(const Area& a, const Area& b) {
  if (a.is_empty()) return b;
  if (b.is_empty()) return a;
  const std::uint32_t left = std::min(a.left, b.left), top = std::min(a.top, b.top);
  return {left, top, std::max(a.left + a.width, b.left + b.width) - left,
          std::max(a.top + a.height, b.top + b.height) - top};
}

/// What becomes of a frame before the next one is painted.
enum class Disposal { keep, clear, restore };

/// Follows the frames of an animation by their rectangles. One that is covered bit by bit counts as bare: the answer is
/// yes too often rather than too seldom.
class Ground {
 public:
  explicit Ground(const Area& canvas) : bare_(canvas) {}

  /// The next frame is painted, shown and disposed of.
  void paint(const Area& frame, Disposal disposal) {
    const Area before = bare_;
    if (frame.holds(bare_)) bare_ = {};
    shows_ = shows_ || !is_covered();
    if (disposal == Disposal::restore) bare_ = before;
    if (disposal == Disposal::clear && is_covered()) bare_ = frame;
  }

  /// Whether any frame so far has left a part of it bare.
  bool shows() const { return shows_; }

 private:
  bool is_covered() const { return bare_.is_empty(); }

  Area bare_;
  bool shows_ = false;
};

}  // namespace whittle::container
