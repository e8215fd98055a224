#pragma once
// What is shown while a batch runs: progress and warnings on stderr, NDJSON rows on stdout.

#include <optional>
#include <string>
#include <string_view>

#include "cli/invocation.h"
#include "cli/output.h"
#include "report/progress.h"
#include "whittle/observer.h"

namespace whittle::cli {

/// How progress is shown, if at all; `on_terminal`: whether stderr is one. By default a line there, elsewhere one now
/// and then; neither with --quiet, nor amid the log of -vv.
std::optional<report::Progress::Kind> progress_kind(const Invocation& invocation, bool on_terminal);

/// Passes each event to who shows it. `output` must outlive this object.
class RunView final : public Observer {
 public:
  RunView(const Invocation& invocation, Output& output);

  void planned(std::size_t files, std::uint64_t bytes, double cost) override;
  void started(std::size_t index, std::string_view input, double cost) override;
  void finished(const FileResult& result, double cost) override;
  void warned(std::string_view message) override;

  /// Says `note`, if any, where progress is events; then the display is taken away. Whether it was said.
  enum class Said { no, yes };
  Said end(const std::string& note = {});

 private:
  Output& output_;
  const bool streams_rows_;
  const bool warns_;
  std::optional<report::Progress::Kind> kind_;
  std::optional<report::Progress> progress_;
};

}  // namespace whittle::cli
