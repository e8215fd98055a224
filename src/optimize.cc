#include "whittle/optimize.h"

#include <chrono>
#include <utility>

#include "base/log.h"
#include "plan/build.h"
#include "plan/settings.h"
#include "run/encode.h"
#include "run/graph.h"
#include "run/stop.h"
#include "run/sweep.h"
#include "scan/scan.h"

namespace whittle {
namespace {

bool stopped() {
  return run::stop_signal() != 0;
}

Result<RunReport> run_batch(const Options& options, Observer* observer) {
  const auto start = std::chrono::steady_clock::now();

  // What was said becomes what will happen.
  TRY_ASSIGN(plan::Settings settings, plan::resolve(options));
  log::debug("{} jobs, {} bytes of memory for what is in flight", settings.jobs, settings.memory_budget);
  // The places named become the files found.
  TRY_ASSIGN(std::vector<scan::Found> found, scan::scan(options, stopped));
  log::debug("{} files found", found.size());
  // Each file is looked at and gets its task, or the row that says why not.
  TRY_ASSIGN(plan::Plan plan, plan::build(std::move(settings), std::move(found), options.paths, stopped));

  RunReport report;
  report.mode = options.mode;
  if (options.mode == Mode::list) {
    report.files = plan::list(std::move(plan));
  } else {
    // What a killed run left behind goes first.
    if (options.mode == Mode::write) run::sweep_debris(plan);
    const std::unique_ptr<run::Encoder> encoder = run::in_process_encoder();
    report.files = run::execute(plan, *encoder, observer, stopped);
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  report.summary = summarize(report.files, elapsed.count());
  report.interrupted_by = run::stop_signal();
  return report;
}

}  // namespace

OptimizeResult optimize(const Options& options, Observer* observer) {
  Result<RunReport> report = run_batch(options, observer);
  if (!report.ok()) return std::move(report).error();
  return std::move(*report);
}

void request_stop(int signal_number) {
  run::set_stop_signal(signal_number);
}

}  // namespace whittle
