#pragma once
// Lossy encodes aimed at a score or a size instead of a quality.

#include "engine/encode.h"

namespace whittle::engine {

/// The smallest file that reaches the job's target score, measured on the file as an ordinary decoder shows it, and
/// the best one that fits its size, when it has one. The prepared pixels must be in memory. Where no quality reaches
/// the score the file is without loss; of a format that cannot be, the best there is, and its score says so: below the
/// target. Errors: those of encoding; too-large when no quality fits.
Result<Candidate> search(const Encoding& encoding);

}  // namespace whittle::engine
