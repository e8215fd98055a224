#pragma once
// What becomes of a finished task: the candidate, the unchanged original, or nothing. Pure, so that the promise "never
// larger, never worse" stands in one place.

#include "plan/settings.h"
#include "run/work.h"

namespace whittle::run {

enum class Verdict { write_candidate, deliver_original, leave_alone };

/// Why a candidate of `bytes` bytes is not worth writing, or none. Of `work.candidate` everything else counts.
Reason not_worth_it(const Work& work, const plan::Settings& settings, std::uint64_t bytes);

/// Fills in what `work.row` says of the outcome, and says what to write. `work.candidate` is checked against what was
/// asked for (magic, size in pixels, frames) before it may be written; it came from code that looked at hostile bytes.
Verdict decide(Work& work, const plan::Settings& settings);

}  // namespace whittle::run
