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

struct Configured;  // whittle/configuration.h

enum class Outcome { optimized, converted, kept, skipped, failed };
std::string_view to_string(Outcome outcome);

/// What stands where an output goes.
struct Standing {
  std::string path;
  Format format = Format::unknown;
  std::uint32_t width = 0, height = 0;  ///< of one frame, as it is seen
  std::uint64_t bytes = 0;
};

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
  std::uint32_t width_out = 0, height_out = 0;      ///< of the output, as it is seen
  std::optional<int> quality;          ///< lossy only: on the scale of all formats, as asked or what a search found
  std::optional<int> encoder_quality;  ///< lossy only: the number that the encoder was given
  std::optional<double> score;         ///< SSIMULACRA2, when measured
  std::optional<double> target;        ///< the score that was asked for (`-q auto`)
  bool verified = false;               ///< the output was decoded and compared, or measured
  bool cached = false;                 ///< known from an earlier run: nothing was encoded
  bool has_position = false;           ///< converted, and its EXIF or XMP say where the picture was taken
  int attempts = 0;
  double ms = 0;                                 ///< time in the stages, waiting not counted
  std::optional<std::uint64_t> budget;           ///< Mode::check: the bytes that the input may have
  std::optional<std::uint64_t> known_bytes;      ///< Mode::check: with as many it is let be, whatever is wrong with it
  std::shared_ptr<const Configured> configured;  ///< what whittle.toml says of the input; null: nothing
  std::shared_ptr<const Standing> standing;      ///< what an earlier run left: set when that is why the row is skipped
  /// Set when outcome is failed, and when it is skipped for a cause that the reason alone does not tell; a pointer
  /// keeps a million rows small.
  std::shared_ptr<const Error> error;

  std::int64_t saved() const { return static_cast<std::int64_t>(bytes_in) - static_cast<std::int64_t>(bytes_out); }
};

/// One output of an earlier run whose input is gone (`--prune`): removed, or that would be.
struct Pruned {
  std::string output, input;
  std::uint64_t bytes = 0;
  std::shared_ptr<const Error> error;  ///< set when it could not be removed
};

/// Totals, computed once by `summarize`. An input counts once, however many outputs it has.
struct Summary {
  std::size_t inputs = 0;
  /// Inputs by the first of failed, converted, optimized, kept and skipped that one of their rows says.
  std::size_t optimized = 0, converted = 0, kept = 0, skipped = 0, failed = 0;
  std::size_t cached = 0;       ///< of these, such of which no row had to be worked out in this run
  std::size_t outputs = 0;      ///< rows that are neither failed nor skipped: what `bytes_out` adds up
  std::uint64_t bytes_in = 0;   ///< of the inputs that have such rows
  std::uint64_t bytes_out = 0;  ///< in Mode::list, which knows none, as many as `bytes_in`
  double seconds = 0;           ///< wall time of the run

  std::int64_t saved() const { return static_cast<std::int64_t>(bytes_in) - static_cast<std::int64_t>(bytes_out); }
};

struct RunReport {
  Mode mode = Mode::write;
  std::vector<FileResult> files;  ///< in input order
  std::vector<Pruned> pruned;     ///< by output
  Summary summary;
  int interrupted_by = 0;         ///< signal number, or 0
  std::string sandbox;            ///< where encoders ran and what guards them, for people; empty when none was to run
  bool sandbox_is_whole = false;  ///< every part of it holds
  std::string no_cache;           ///< why the cache that was asked for is not used, for people
  std::string fewer_jobs;  ///< how many ran at once and why no more, for people; empty when as many as were asked for
};

/// Index behind the last row of the input whose first row is `files[first]`: its outputs are neighbours. A path that is
/// named twice is two inputs, the second one's rows being duplicates.
std::size_t end_of_input(const std::vector<FileResult>& files, std::size_t first);

Summary summarize(const std::vector<FileResult>& files, double seconds, Mode mode = Mode::write);

}  // namespace whittle
