#pragma once
// Whether chroma may have half the resolution.
//
// Half is smaller at equal score for photographs at all but the highest qualities, but not where colours change at
// sharp edges: text, drawings. How much it loses is seen without encoding; where that decides nothing, both are tried.

#include <functional>

#include "codec/jpeg/lossy/transform.h"
#include "codec/jpeg/pixels.h"

namespace whittle::jpeg {

/// What half the chroma loses in levels, before any quantisation: root mean square and root mean fourth power.
struct ChromaLoss {
  double mean = 0, peak = 0;
};
/// Looks at some rows of `pixels`, which have 3 channels.
ChromaLoss chroma_loss(const PixelRows& pixels);

enum class Answer { full, half, open };

/// What `loss` says for a scale (see steps.h).
Answer judge_sampling(const ChromaLoss& loss, double scale);

/// The likelier answer where it is open.
Sampling guess_sampling(const ChromaLoss& loss, double scale);

/// How much `shown`, which has the size and channels of the picture that is tried, looks like it: higher is better, on
/// a scale that is about even, such as SSIMULACRA2's. Which metric that is, the caller decides.
using ScoreShown = std::function<double(const Raster& shown)>;

/// Encodes `pixels`, a picture or a fair part of it, both ways: the sampling with the smaller file at equal score.
Sampling try_sampling(const PixelRows& pixels, double scale, const ScoreShown& score);

}  // namespace whittle::jpeg
