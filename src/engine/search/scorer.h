#pragma once
// SSIMULACRA2 between images as libvips has them: colour spaces, depths, alpha and frames brought to what the metric
// knows.

#include <vector>

#include "base/result.h"
#include "metric/ssimulacra2.h"
#include "vips/context.h"

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

/// What counts in a search: the score, or less when a corner is ruined that an average hides, or when a small picture's
/// errors allow no more. Tiles differ by nature, so only one that lies far below the score counts.
double guarded(const metric::Score& score);
/// The score to report: the plain one, unless something else that counts says that `target` is missed.
double reported(const metric::Score& score, double target);

}  // namespace whittle::engine
