#pragma once
// Temporary files that a killed run left where this one is going to write.

#include "plan/task.h"
#include "run/folders.h"

namespace whittle::run {

/// Removes them from every directory that an output of `plan` goes to. Those of runs that are still alive stay.
void sweep_debris(const plan::Plan& plan, Folders& folders);

}  // namespace whittle::run
