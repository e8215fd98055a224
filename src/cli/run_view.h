#pragma once
// What is shown while a batch runs: progress and warnings on stderr, NDJSON rows on stdout.

#include <optional>

#include "cli/invocation.h"
#include "cli/output.h"
#include "report/progress.h"
#include "whittle/observer.h"

namespace whittle::cli {

/// Passes each event to who shows it. `output` must outlive this object.
class RunView final : public Observer {
 public:
  RunView(const Invocation& invocation, Output& output);

  void planned(std::size_t files, std::uint64_t bytes, double cost) override;
  void started(std::size_t index, std::string_view input, double cost) override;
  void finished(const FileResult& result, double cost) override;
  void warned(std::string_view message) override;

  /// Takes the progress display away.
  void end();

 private:
  Output& output_;
  const bool streams_rows_;
  const bool warns_;
  std::optional<report::Progress> progress_;
};

}  // namespace whittle::cli
