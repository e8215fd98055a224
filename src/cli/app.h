#pragma once
// The program, from its arguments to its exit status.

#include <string>
#include <vector>

namespace whittle::cli {

/// `arguments` without the program's name. Returns the exit status, or does not return: an interrupted run ends by its
/// signal.
int run_program(const std::vector<std::string>& arguments);

}  // namespace whittle::cli
