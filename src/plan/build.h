#pragma once
// Found[] to Task[]: one task for each output of each input, or one that tries several (`-f auto`), or a row that says
// why there is none.

#include <functional>
#include <vector>

#include "base/result.h"
#include "cache/cache.h"
#include "manifest/manifest.h"
#include "plan/task.h"
#include "scan/found.h"

namespace whittle::plan {

/// The whole plan: inputs inspected in parallel, outputs named, collisions found. Files met in a walk that are no
/// images, by content and by name, make no row. Errors (Category::usage): collisions; nothing has been touched then.
/// `options`: for inputs that are configured (plan/own_settings.h), and what is known of their sizes.
/// `listed`: what earlier runs left in the output directory. `cache`: what they know of the
/// inputs, or null.
Result<Plan> build(Settings settings, std::vector<scan::Found> found, const Options& options,
                   const manifest::Entries& listed, const cache::Cache* cache, const std::function<bool()>& stopped);

/// The rows of `--list`: what would be tried, where it would go, and why not. No file is read further.
std::vector<FileResult> list(Plan plan);

}  // namespace whittle::plan
