#pragma once
// The library's entry points.

#include <string>
#include <variant>
#include <vector>

#include "whittle/error.h"
#include "whittle/observer.h"
#include "whittle/options.h"
#include "whittle/result.h"

namespace whittle {

/// Either a report (rows may have failed) or the error that stopped the run before anything was touched.
using OptimizeResult = std::variant<RunReport, Error>;

/// Runs one batch to its end. Never throws, prints or exits. `observer` may be null. One run at a time per process:
/// signal state and the decoder's settings are process-wide. Installs no signal handlers; see `request_stop`.
OptimizeResult optimize(const Options& options, Observer* observer);

/// Asks the running batch to stop: admission ends, running jobs finish or are abandoned after a grace time, temporary
/// files are removed, and the report says `interrupted_by`. Async-signal-safe.
void request_stop(int signal_number);

/// A linked library, as printed by `--version`.
struct Component {
  std::string name, version;
};
struct BuildInfo {
  std::string version;
  std::vector<Component> components;
  std::vector<Format> readable, writable;
  std::vector<std::string> notes;  ///< features that this build lacks, a line each
};
/// What guards the encoders on this system, for people: a worker is started and asked. `options`: sandbox and
/// worker_program count.
std::string describe_sandbox(const Options& options);

/// What this build is made of and can do. Initialises the decoder on first use.
BuildInfo build_info();

}  // namespace whittle
