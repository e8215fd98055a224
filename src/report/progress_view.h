#pragma once
// A moment of a run as text: the status line, the line for logs and the JSON events. Pure functions.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "whittle/result.h"

namespace whittle::report {

/// What is known at one moment.
struct ProgressState {
  bool planned = false;  ///< the totals are known
  std::size_t files_total = 0, files_done = 0, failed = 0;
  std::uint64_t bytes_total = 0, bytes_done = 0;  ///< of the inputs that are worked on
  std::int64_t bytes_saved = 0;
  double work_seconds = 0;            ///< since the totals were known
  double seconds = 0;                 ///< since the display was made
  std::optional<double> cost_share;   ///< done share of the cost, when there are costs
  std::optional<double> eta_seconds;  ///< when it means something
  struct Active {
    std::size_t index;
    std::string input;
  };
  std::vector<Active> active;  ///< files in work, the one that started first at the front

  /// 0 to 1: by cost when there are costs, else by files.
  double fraction() const;
  /// The same in whole per cent, rounded down: never 100 before the end.
  int percent() const;
  /// Finished bytes per second of the whole run so far; 0 before any time has passed.
  double bytes_per_second() const;
  /// Every planned file has its row.
  bool complete() const { return planned && files_done == files_total; }
};

/// One line of fewer than `width` columns, without newline, names escaped for a terminal:
/// "[====>     ]  45 %  123/272  saved 12.3 MB  1m 05s left  3.4 MB/s  a.png, b.jpg +2"
/// What does not fit is left out, least important first.
std::string progress_line(const ProgressState& state, int width);

/// The same for a log: "123 of 272 files, 45 %, saved 12.3 MB, 1m 05s left".
std::string plain_line(const ProgressState& state);

// JSON events, a line each with its newline; see SCHEMA.md.
std::string plan_event(const ProgressState& state, double cost);
std::string start_event(std::size_t index, std::string_view input);
std::string finish_event(const FileResult& result);
std::string warning_event(std::string_view message);
enum class Moment { during, at_end };
std::string progress_event(const ProgressState& state, Moment moment);

}  // namespace whittle::report
