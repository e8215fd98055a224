#include "cli/exit_code.h"

#include <algorithm>

#include "report/rows.h"

namespace whittle::cli {
namespace {

int severity(ExitCode code) {
  switch (code) {
    case ExitCode::done:
      return 0;
    case ExitCode::work_found:
      return 1;
    case ExitCode::failed:
      return 2;
    case ExitCode::usage:
      return 3;
  }
  return 3;
}

}  // namespace

ExitCode merge(ExitCode a, ExitCode b) {
  return severity(a) < severity(b) ? b : a;
}

ExitCode exit_code(const RunReport& report) {
  const bool work_found = report.mode == Mode::check && report::count_offenders(report).count > 0;
  const ExitCode found = work_found ? ExitCode::work_found : ExitCode::done;
  const bool kept_gone = std::any_of(report.pruned.begin(), report.pruned.end(),
                                     [](const Pruned& pruned) { return pruned.error != nullptr; });
  return merge(found, report.summary.failed > 0 || kept_gone ? ExitCode::failed : ExitCode::done);
}

ExitCode exit_code(const Error& error) {
  return error.category == Category::usage ? ExitCode::usage : ExitCode::failed;
}

}  // namespace whittle::cli
