#pragma once
// GIF with loss: what a quality allows, and films that become GIF again in their own colours.

#include "base/deadline.h"
#include "codec/gif/lossy.h"
#include "engine/engine.h"

namespace whittle::engine {

/// What pixels may differ by at a quality, 1-100.
gif::Tolerance gif_tolerance(int quality);

/// A GIF with the loss that the job allows by quality, score or size, marked; or without any where that is no larger or
/// nothing else reaches the score. Errors: as of `repack_gif`; too-large where nothing fits the size.
Result<Candidate> shrink_gif(const Job& job);

/// `file`, which a saver has just written, in fewer bytes where that can be; with loss, as its quality allows. Errors:
/// timeout, verification-failed.
Result<Bytes> recode_gif(Bytes file, const Settings& settings, const Deadline& deadline);

}  // namespace whittle::engine
