#pragma once
// What --help and --version print.

#include <string>
#include <vector>

#include "cli/options_table.h"
#include "whittle/optimize.h"

namespace whittle::cli {

std::string render_help(const std::vector<OptionInfo>& options);
std::string render_version(const BuildInfo& build, const std::string& sandbox);

}  // namespace whittle::cli
