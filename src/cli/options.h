#pragma once
// The command line: argv to Invocation. Every option is declared in options.cc, one function a group; man/whittle.1
// says what each promises.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/invocation.h"
#include "cli/options_table.h"
#include "cli/said.h"

namespace whittle::cli {

/// `arguments` without the program's name. Errors: Category::usage, one line that says what to type instead.
/// `defaults`: WHITTLE_OPTIONS, options that count where the arguments do not say otherwise.
Result<Invocation> parse_command_line(const std::vector<std::string>& arguments, std::string_view defaults = {});

/// Declares every option; what is given is said in `said`, which must outlive the table.
OptionTable declare_options(Said& said);

/// Every option, in the order of --help.
std::vector<OptionInfo> describe_options();

}  // namespace whittle::cli
