#pragma once
// The row of a file that stays as it is: kept, skipped or failed, before or during the run. Whoever leaves a file alone
// says so here, so that no such row carries what was tried.

#include "whittle/result.h"

namespace whittle::plan {

/// Whether a row with this reason is a failure (exit 3) or was left alone on purpose.
Outcome outcome_of(Reason reason);

/// The file stays as it is: sizes and format of the input, no output, nothing of a candidate.
void leave_as_it_is(FileResult& row, Outcome outcome, Reason reason);
/// The same because of `error`, which the row keeps when it failed, or when it is skipped for a cause of its own;
/// without a path it is about the input. Undelivered::fails makes it a failure whatever its reason.
enum class Undelivered { is_fine, fails };
void leave_as_it_is(FileResult& row, Error error, Undelivered undelivered = Undelivered::is_fine);

}  // namespace whittle::plan
