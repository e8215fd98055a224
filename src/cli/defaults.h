#pragma once
// WHITTLE_OPTIONS: options for all runs of a shell, a container or a CI job.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/options_table.h"

namespace whittle::cli {

/// The words of `text`, as a shell would split it: at blanks, but not within quotes or after a backslash. Nothing is
/// expanded. Errors (usage): a quote that does not end.
Result<std::vector<std::string>> split_words(std::string_view text);

/// Options that say one thing in different ways have one name here: that of -i is that of -o.
std::string_view matter_of(std::string_view name);

/// The options in `text` but for those of whose matter `given`, the command line, says something itself. Errors
/// (usage): what is no option.
Result<std::vector<Given>> given_by_default(std::string_view text, const std::vector<Given>& given, OptionTable& table);

}  // namespace whittle::cli
