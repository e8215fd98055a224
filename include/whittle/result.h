#pragma once
// What happened. Filled once, then only read. Paths are bytes as given, not necessarily UTF-8.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whittle/error.h"
#include "whittle/format.h"
#include "whittle/options.h"

namespace whittle {

enum class Outcome { optimized, converted, kept, skipped, failed };
std::string_view to_string(Outcome outcome);

/// One input and one output of it; an input with several output formats has several.
struct FileResult {
  std::size_t index = 0;  ///< position in input order, unique in a run
  std::string input;      ///< "-" for stdin
  std::string output;     ///< empty when nothing was written (modes without output, skipped, failed)
  Outcome outcome = Outcome::failed;
  Reason reason = Reason::none;  ///< none only for optimized and converted
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;  ///< size of what the user now has; equals bytes_in when kept or skipped
  Format format_in = Format::unknown;
  Format format_out = Format::unknown;
  std::uint32_t width = 0, height = 0, frames = 0;  ///< of the input, in pixels as stored; 0 when unknown
  std::optional<int> quality;          ///< lossy only: on the scale of all formats, as asked or what a search found
  std::optional<int> encoder_quality;  ///< lossy only: the number that the encoder was given
  std::optional<double> score;         ///< SSIMULACRA2, when measured
  std::optional<double> target;        ///< the score that was asked for (`-q auto`)
  bool verified = false;               ///< the output was decoded and compared, or measured
  int attempts = 0;
  double ms = 0;  ///< time in the stages, waiting not counted
  /// Set when outcome is failed, and when it is skipped for a cause that the reason alone does not tell; a pointer
  /// keeps a million rows small.
  std::shared_ptr<const Error> error;

  std::int64_t saved() const { return static_cast<std::int64_t>(bytes_in) - static_cast<std::int64_t>(bytes_out); }
};

/// Totals, computed once by `summarize`.
struct Summary {
  std::size_t files = 0;
  std::size_t optimized = 0, converted = 0, kept = 0, skipped = 0, failed = 0;
  std::uint64_t bytes_in = 0, bytes_out = 0;  ///< of all rows but the failed and skipped
  double seconds = 0;                         ///< wall time of the run

  std::int64_t saved() const { return static_cast<std::int64_t>(bytes_in) - static_cast<std::int64_t>(bytes_out); }
};

struct RunReport {
  Mode mode = Mode::write;
  std::vector<FileResult> files;  ///< in input order
  Summary summary;
  int interrupted_by = 0;  ///< signal number, or 0
  std::string sandbox;     ///< where encoders ran and what guards them, for people; empty when none was to run
  std::string fewer_jobs;  ///< how many ran at once and why no more, for people; empty when as many as were asked for
};

Summary summarize(const std::vector<FileResult>& files, double seconds);

}  // namespace whittle
