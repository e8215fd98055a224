#pragma once
// What the system lets this process have. Limits of users, control groups, sandboxes and address space overlap, and
// some can be read nowhere, so threads are tried out.

#include "plan/capacity.h"

namespace whittle::run {

/// `most_tasks`: how many threads are tried at most. They are gone again afterwards.
plan::Room measure_room(std::size_t most_tasks);

}  // namespace whittle::run
