#pragma once
// Completion scripts, made from the declared options.

#include <string>
#include <vector>

#include "cli/invocation.h"
#include "cli/options_table.h"

namespace whittle::cli {

std::string render_completions(Shell shell, const std::vector<OptionInfo>& options);

}  // namespace whittle::cli
