#pragma once
// The smallest quality that reaches a score, and the largest that fits a size, in as few encodes as possible.
//
// Curves of different pictures have much the same shape, and a sample of a picture has the shape of the whole: the way
// is found with cheap encodes of a sample, and those of the whole say how far off it is (quality_curve.h).

#include <cstddef>
#include <functional>
#include <limits>
#include <vector>

#include "base/result.h"
#include "metric/quality_curve.h"

namespace whittle::metric {

/// What an encoder makes of a typical picture.
struct Curve {
  Table score;           ///< SSIMULACRA2
  Table bits_per_pixel;  ///< of the file
  /// The distance of a sample's score from 100 as a share of the whole's: what is worst in a picture is seldom in a
  /// sample of it, and the score's norms weigh it heavily.
  double sample_loss = 1;
};

/// One encode.
struct Attempt {
  int quality = 0;
  double score = 0;  ///< not looked at by `fit_size`
  std::size_t bytes = 0;
};

struct SearchRange {
  int least = 1, most = 100;
  int count() const { return most - least + 1; }
};

/// Encodes at a quality. An error ends the search.
using TryQuality = std::function<Result<Attempt>(int quality)>;

/// What can be asked about one picture.
struct Trials {
  TryQuality full;
  TryQuality sample = nullptr;                          ///< of a part of the picture, at little cost
  std::function<bool(int a, int b)> is_same = nullptr;  ///< whether two neighbouring qualities give the same file
  /// A file of this size misses nothing: one as large that does is a step on a way that leads nowhere.
  std::size_t exact_bytes = std::numeric_limits<std::size_t>::max();
};

/// All full encodes in order, and which is the answer.
struct SearchResult {
  std::vector<Attempt> attempts;
  std::size_t best = 0;
  bool reached = false;  ///< the answer is what was asked for; else it is the closest there is
};

/// The least quality whose score is at least `target`, or one of the next: a score within 0.7 of it will do, a higher
/// one when one step less was tried and does not reach it. Of qualities that give the same file any may be named. The
/// sample is asked up to three times before the whole. Not reached: the highest quality, tried, or one whose file is no
/// smaller than the exact one.
Result<SearchResult> reach_score(const Curve& curve, double target, SearchRange range, const Trials& trials);

/// The highest quality whose bytes are at most `limit`, to the step. `pixels`: of all frames, for the first guess. Not
/// reached: the least quality, tried.
Result<SearchResult> fit_size(const Curve& curve, std::size_t limit, double pixels, SearchRange range,
                              const Trials& trials);

}  // namespace whittle::metric
