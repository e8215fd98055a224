#pragma once
// Where the cache is, and what can be asked of it without a run.

#include <functional>
#include <optional>
#include <string>

#include "cli/exit_code.h"
#include "cli/invocation.h"
#include "cli/output.h"

namespace whittle::cli {

/// The directory by --cache (`said`), else WHITTLE_CACHE; nullopt for "off", and where none is named. `environment`: a
/// variable, "" where it is not set.
std::optional<std::string> cache_directory(const std::optional<std::string>& said,
                                           const std::function<std::string(const char*)>& environment);

/// Answers --cache-stats, --cache-clear or --cache-verify.
ExitCode run_cache(Request request, const std::optional<std::string>& directory, Output& output);

}  // namespace whittle::cli
