#pragma once
// The frames of a GIF: each image with what its graphic control says, on the canvas that viewers give it.

#include "container/gif/blocks.h"

namespace whittle::container {

struct GifFrame {
  Area area;  ///< may reach beyond the canvas
  GifControl control;
  bool interlaced = false;
  GifTable table;  ///< the image's own or the screen's
  std::uint8_t code_size = 0;
  std::uint64_t data = 0, data_bytes = 0;  ///< offset of the first sub-block; bytes in all of them
};

class GifFrames {
 public:
  explicit GifFrames(Window& file) : blocks_(file) {}

  /// Every frame, then nullopt. Errors: those of GifBlocks, and more than kMaxSteps frames.
  Result<std::optional<GifFrame>> next();
  /// All that are left, for what is known then. Errors: also a GIF without frames.
  Status read_all();

  // Of what has been read so far:
  std::uint32_t count() const { return count_; }
  std::uint32_t plays() const { return plays_; }     ///< see Timing; of several blocks the last counts
  bool credentials() const { return credentials_; }  ///< C2PA's
  const GifScreen& screen() const { return screen_; }
  /// The screen, and the first frame where that is larger.
  const Area& canvas() const { return canvas_; }
  bool leaves_screen() const { return leaves_screen_; }  ///< some frame does
  bool interlaced() const { return interlaced_; }        ///< some frame is
  bool has_own_tables() const { return own_tables_; }    ///< some frame has
  /// Whether a frame has transparent pixels, or leaves a part of the canvas bare.
  bool may_be_transparent() const;
  /// Whether the canvas shows, and not all frames have a transparent colour: then some viewers paint it in the
  /// background colour of the file, though browsers leave it transparent.
  bool has_doubtful_ground() const;

 private:
  void take(const GifFrame& frame);

  GifBlocks blocks_;
  GifScreen screen_;
  Area canvas_;
  std::optional<Ground> ground_;
  GifControl control_;
  std::uint32_t count_ = 0, transparent_ = 0;  ///< frames; those with a transparent colour
  std::uint32_t plays_ = 1;
  bool opened_ = false, credentials_ = false, interlaced_ = false, own_tables_ = false, leaves_screen_ = false;
};

}  // namespace whittle::container
