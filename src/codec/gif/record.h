#pragma once
// From whole pictures to what must be painted for each: the smallest rectangle, on the screen as the frame before it
// has left it. What it leaves is chosen for the sake of the next.

#include <span>
#include <vector>

#include "base/result.h"
#include "codec/gif/patch.h"

namespace whittle::gif {

class Recorder {
 public:
  /// Both above 0.
  Recorder(std::uint32_t width, std::uint32_t height);

  /// The next picture of width x height pixels, which is the one before outside of `changed`. Errors: unsupported when
  /// no frame of 256 colours makes it.
  Status add(std::span<const Pixel> picture, const container::Area& changed, std::uint32_t delay);
  /// All frames, at the end.
  Result<std::vector<Patch>> finish();
  /// Whether some picture has transparent pixels.
  bool is_bare() const { return bare_; }

 private:
  using Area = container::Area;
  struct Change;
  class Left;

  Change change(const Left& left, std::span<const Pixel> to, const Area& within) const;
  Status make_patch(const Area& area, container::Disposal disposal);
  Status dispose(std::span<const Pixel> next, const Area& changed);
  void take(std::span<const Pixel> picture, const Area& changed);

  std::uint32_t width_, height_;
  std::vector<Pixel> before_;  ///< the screen that the last picture is painted on
  std::vector<Pixel> shown_;   ///< the last picture
  Area differs_;               ///< all in which they differ
  std::uint32_t delay_ = 0;
  bool bare_ = false;
  std::vector<Patch> patches_;
  bool begun_ = false;
};

}  // namespace whittle::gif
