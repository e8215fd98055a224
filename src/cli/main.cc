#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "cli/app.h"
#include "cli/exit_code.h"
#include "cli/output.h"

int main(int argc, char** argv) {
  try {
    return whittle::cli::run_program(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
  } catch (const std::exception& error) {  // std::bad_alloc; everything else is a value long before
    whittle::cli::complain(error.what());
    return static_cast<int>(whittle::cli::ExitCode::failed);
  }
}
