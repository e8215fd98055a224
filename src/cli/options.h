#pragma once
// The command line: argv to Invocation. Every option is declared in options.cc, one function a group; man/whittle.1
// says what each promises.

#include <string>
#include <vector>

#include "base/result.h"
#include "cli/invocation.h"
#include "cli/options_table.h"

namespace whittle::cli {

/// `arguments` without the program's name. Errors: Category::usage, one line that says what to type instead.
Result<Invocation> parse_command_line(const std::vector<std::string>& arguments);

/// Every option, in the order of --help.
std::vector<OptionInfo> describe_options();

}  // namespace whittle::cli
