#pragma once
// What viewers show of a GIF, by code that giflib, libnsgif and libvips have no part in: every frame painted on those
// before it. The ground is transparent, as in browsers, and so is what a frame clears.

#include <vector>

#include "base/result.h"
#include "container/gif/frames.h"

namespace whittle::gif {

class Film {
 public:
  /// `file`, whose container is intact, must outlive the film. `frames` has walked over all of it.
  Film(ByteView file, const container::GifFrames& frames);
  Film(const Film&) = delete;
  Film& operator=(const Film&) = delete;

  /// The next frame: canvas height x width pixels of the bytes red, green, blue, alpha; alpha is 0, then all are, or
  /// 255. Valid until the next call. Errors: corrupt (pixels are missing), unsupported (no table of colours, or one
  /// that has not all that the pixels name: viewers differ).
  Result<ByteView> next();
  /// In which area the last frame may differ from the one before; of the first, all of it.
  const container::Area& changed() const { return changed_; }

 private:
  Status paint(const container::GifFrame& frame);
  Status unpack(const container::GifFrame& frame);
  Status paint_row(const container::GifFrame& frame, const std::uint8_t* indices, std::uint32_t y);
  void read_colours(const container::GifFrame& frame);
  void dispose();
  container::Area on_canvas(const container::Area& area) const;

  ByteView file_;
  container::Window window_;
  container::GifFrames frames_;
  container::Area canvas_, changed_;
  std::vector<std::uint32_t> pixels_, before_;  ///< the canvas; what it was before the last frame
  std::vector<std::uint8_t> indices_;           ///< of the last frame
  std::uint32_t colours_[256] = {};             ///< its own; 0 where there is none
  Bytes coded_;
  std::optional<container::GifFrame> last_;
};

}  // namespace whittle::gif
