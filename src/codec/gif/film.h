#pragma once
// What viewers show of a GIF, by code that giflib, libnsgif and libvips have no part in: every frame painted on those
// before it. The ground is transparent, as in browsers, and so is what a frame clears.

#include <vector>

#include "base/result.h"
#include "codec/gif/canvas.h"
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
  /// In which area the last frame may differ from the one before, or of the first from an empty canvas.
  const container::Area& changed() const { return changed_; }

 private:
  Status paint(const container::GifFrame& frame);
  Status unpack(const container::GifFrame& frame);
  Status paint_row(const container::GifFrame& frame, const std::uint8_t* indices, std::uint32_t y);
  void read_colours(const container::GifFrame& frame);
  void keep(const container::Area& area);
  void dispose();
  container::Area on_canvas(const container::Area& area) const;

  ByteView file_;
  container::Window window_;
  container::GifFrames frames_;
  container::Area canvas_, changed_;
  Canvas pixels_;
  std::vector<Pixel> before_;          ///< what the area of the last frame was before it, where it is restored
  std::vector<std::uint8_t> indices_;  ///< of the last frame
  Pixel colours_[256] = {};            ///< its own; kNoPixel where there is none
  Bytes coded_;
  std::optional<container::GifFrame> last_;
};

}  // namespace whittle::gif
