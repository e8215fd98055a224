#pragma once
// A GIF as its own source: played, written anew, and compared with what was made of it.

#include "base/deadline.h"
#include "codec/gif/film.h"
#include "codec/gif/lossy.h"
#include "container/gif/frames.h"
#include "container/timing.h"

namespace whittle::engine {

/// A GIF ready to be played. Copies are not: the window is of the bytes, which must outlive it.
struct Reel {
  ByteView file;
  container::Window window;
  container::GifFrames frames;
  container::Timing timing;

  explicit Reel(ByteView bytes)
      : file(bytes), window(bytes), frames(window), timing(container::read_timing(bytes, Format::gif)) {}
  /// Counts the frames. Before anything else.
  Status open() { return frames.read_all(); }
};

/// A row or all of a canvas.
std::span<const gif::Pixel> pixels_of(ByteView canvas);

/// Whether two films play alike and show the same, or what `tolerance` allows. Errors: verification-failed, timeout,
/// and those of reading.
Status compare_reels(const Reel& original, const Reel& made, const std::optional<gif::Tolerance>& tolerance,
                     const Deadline& deadline);

/// The film written anew, without metadata. Errors: timeout, those of reading; unsupported, for frames of more than 256
/// colours.
Result<Bytes> write_reel(const Reel& reel, const std::optional<gif::Tolerance>& tolerance, int effort,
                         const Deadline& deadline);
/// The same, read again and compared.
Result<Bytes> encode_reel(const Reel& reel, const std::optional<gif::Tolerance>& tolerance, int effort,
                          const Deadline& deadline);

}  // namespace whittle::engine
