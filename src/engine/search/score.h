#pragma once
// SSIMULACRA2 between images as libvips has them: colour spaces, depths, alpha and frames brought to what the metric
// knows.

#include <optional>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "metric/ssimulacra2.h"
#include "vips/context.h"
#include "whittle/options.h"

namespace whittle::engine {

/// An original that candidates are compared with, all frames. Colours with a profile that is not sRGB are converted on
/// both sides alike. Takes about 17 bytes a pixel, twice that with alpha; `score` is thread-safe.
class Scorer {
 public:
  /// Reads all pixels of `original`. Errors: corrupt, processing-failed (a profile that cannot be used), out-of-memory.
  static Result<Scorer> of(VipsImage* original);

  /// The score of `candidate`, of its worst frame when there are several. Errors: as `of`; verification-failed when it
  /// has another size or number of frames.
  Result<metric::Score> score(VipsImage* candidate) const;

 private:
  int width_ = 0, height_ = 0;  ///< of a frame
  std::vector<metric::Reference> frames_;
};

/// What counts in a search: the score, or less when a corner is ruined that an average hides. Tiles differ by nature,
/// so only one that lies far below the score counts.
double guarded(const metric::Score& score);

/// The score of one file against another, both decoded upright and, with `background`, laid on it. Errors: those of
/// decoding, naming no path; validation when their sizes or frame counts differ.
class FileScorer {
 public:
  static Result<FileScorer> of(ByteView original, std::optional<Colour> background = {});
  Result<double> score(ByteView distorted) const;

 private:
  FileScorer(Scorer scorer, std::optional<Colour> background) : scorer_(std::move(scorer)), background_(background) {}

  Scorer scorer_;
  std::optional<Colour> background_;
};

}  // namespace whittle::engine
