#pragma once
// How a run ends, for the shell. A skip is success.

#include "whittle/error.h"
#include "whittle/result.h"

namespace whittle::cli {

enum class ExitCode {
  done = 0,
  work_found = 1,  ///< --check
  usage = 2,       ///< nothing touched
  failed = 3,      ///< one or more inputs, or the results could not be printed
};

/// The worse of two: 2 beats 3 beats 1 beats 0.
ExitCode merge(ExitCode a, ExitCode b);

ExitCode exit_code(const RunReport& report);
/// Of a run that was stopped before it began.
ExitCode exit_code(const Error& error);

}  // namespace whittle::cli
