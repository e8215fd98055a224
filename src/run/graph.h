#pragma once
// The flow graph: gate -> read -> encode -> write -> commit -> collect.

#include <functional>
#include <vector>

#include "cache/cache.h"
#include "plan/task.h"
#include "run/encoder.h"
#include "run/folders.h"
#include "run/made_files.h"
#include "whittle/observer.h"
#include "whittle/result.h"

namespace whittle::run {

/// Runs all tasks of `plan` through `encoder` and returns one row for each, in input order. Rows that need no work are
/// passed on as they are. `stopped` (polled) ends admission: running tasks finish, the others become rows with
/// Reason::interrupted. A failing file is a failed row. Throws only when memory or threads run out in oneTBB.
/// What becomes visible is told to `made`. `cache` may be null.
std::vector<FileResult> execute(plan::Plan plan, Folders& folders, MadeFiles& made, Encoder& encoder,
                                cache::Cache* cache, Observer* observer, const std::function<bool()>& stopped);

}  // namespace whittle::run
