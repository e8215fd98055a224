#pragma once
// From whole pictures to what must be painted for each: the smallest rectangle, on the screen as the frame before it
// has left it. What it leaves is chosen for the sake of the next.

#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "codec/gif/canvas.h"
#include "codec/gif/colour_set.h"
#include "codec/gif/lossy.h"

namespace whittle::gif {

class Recorder {
 public:
  /// Both above 0. With a tolerance pictures are only held as well as that says, transparency always.
  Recorder(std::uint32_t width, std::uint32_t height, std::optional<Tolerance> tolerance = {});

  /// The next picture of width x height pixels, which is the one before outside of `changed`, and the first one empty.
  /// Errors: unsupported when no frame of 256 colours makes it.
  Status add(std::span<const Pixel> picture, const container::Area& changed, std::uint32_t delay);
  /// All frames, at the end.
  Result<std::vector<Patch>> finish();
  /// Whether some picture has transparent pixels.
  bool is_bare() const { return bare_; }

 private:
  using Area = container::Area;
  /// What a frame that has to change a screen into a picture is like.
  struct Change {
    Area box;           ///< of all that differs
    Area vanished;      ///< of what has become transparent, which cannot be painted
    double cost = 0;    ///< a rough number of bits
    bool holds = true;  ///< in a table of colours
  };
  class Left;

  Change change(const Left& left, std::span<const Pixel> to, const Area& within);
  unsigned number_of(ColourSet& colours, Pixel pixel);
  Status make_patch(const Area& area, container::Disposal disposal);
  Status dispose(std::span<const Pixel> next, const Area& changed);
  void paint(const Patch& patch);
  void take(std::span<const Pixel> picture, const Area& changed);
  /// Whether a pixel that shows `is` where `meant` was meant may do so where `wanted` is.
  bool same(Pixel is, Pixel meant, Pixel wanted) { return meant == wanted || (lossy_ && lossy_->may_stay(is, wanted)); }
  const Canvas& meant() const { return meant_ ? *meant_ : before_; }

  std::uint32_t width_, height_;
  Canvas before_;                ///< the screen that the last picture is painted on
  std::optional<Canvas> meant_;  ///< and what it would be without loss, where that is another
  Canvas shown_;                 ///< the last picture, as it was given
  Area differs_;                 ///< all in which they differ
  std::optional<Change> own_;    ///< and how, where that is known
  std::uint32_t delay_ = 0;
  bool bare_ = false;
  std::optional<Lossy> lossy_;
  std::vector<Patch> patches_;
  bool begun_ = false;
};

}  // namespace whittle::gif
