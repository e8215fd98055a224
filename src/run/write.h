#pragma once
// The write stage: verdict, staging next to the target, hand-over to the committer.

#include <functional>
#include <memory>

#include "plan/settings.h"
#include "run/commit.h"
#include "run/folders.h"
#include "run/made_files.h"
#include "run/memory.h"
#include "run/work.h"

namespace whittle::run {

enum class Written { finished, committing };

/// Decides what becomes of `work` and stages it. `finished`: the row is final (nothing to write, a mode that does not,
/// stdout, or an error). `committing`: the committer calls back. The input's bytes are freed in both cases. Tries again
/// as read_input does. `memory` is told.
Written write_output(const std::shared_ptr<Work>& work, const plan::Settings& settings, Folders& folders,
                     Committer& committer, MadeFiles& made_files, const Memory& memory,
                     const std::function<bool()>& others_at_work) noexcept;

}  // namespace whittle::run
