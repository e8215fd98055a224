#pragma once
// What every renderer says about a row, worked out once: the words, the savings, which rows a table lists. Pure
// functions and value types; nothing here knows about terminals, JSON or widths.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "whittle/report.h"
#include "whittle/result.h"

namespace whittle::report {

std::size_t count_of(const Summary& summary, Outcome outcome);

/// bytes_in - bytes_out of rows that are part of the totals, 0 for failed and skipped ones, whatever sizes those carry.
std::int64_t saved_bytes(const FileResult& result);
/// Whether the row's bytes are part of the totals (`Summary::bytes_in`): not failed, not skipped.
bool in_totals(const FileResult& result);
/// Whether the run ended before this file's turn (interrupted, cancelled): nothing was done about it.
bool is_undone(const FileResult& result);
/// Share of the input that was saved, in steps of 0.1 %, rounded down: a saving is never overstated, and what grew
/// never shows as zero. Negative when the output is larger; 0 for an empty input.
double saved_fraction(std::uint64_t bytes_in, std::uint64_t bytes_out);
/// "-1.2 MB" and "1.2 MB": format_bytes for a signed difference.
std::string signed_bytes(std::int64_t bytes);

/// What makes `--check` exit 1: the row would shrink. (`plan` and `run` turn savings below --min-savings into kept.)
bool is_offender(const FileResult& result);
struct Offenders {
  std::size_t count = 0;
  std::int64_t saved = 0;
};
Offenders count_offenders(const RunReport& report);

/// Totals of the rows with one input and one output format, rows that are in the totals only.
struct FormatTotals {
  Format in = Format::unknown, out = Format::unknown;
  std::size_t files = 0, changed = 0;
  std::uint64_t bytes_in = 0, bytes_out = 0;
};
/// In the order of the enum, pairs without files left out.
std::vector<FormatTotals> totals_by_format(const std::vector<FileResult>& files);

/// Which rows a table lists. With Detail::verbose all of them, otherwise
///   1. always: what changed (optimized, converted) and what failed;
///   2. never: what is no image, and what the user's own options left out (excluded, duplicate, up-to-date). A walked
///      tree may be full of these;
///   3. all or none: the unchanged rest, that is kept, other skips, and what an interruption or --fail-fast
///      left undone. All while they are at most kMaxUnchanged together, else none. A list always has its skips.
/// What is not listed is counted by outcome and reason. Mode::check is only about offenders and failures, whatever the
/// detail: other rows are neither listed nor counted there.
class Selection {
 public:
  static constexpr std::size_t kMaxUnchanged = 50;

  Selection(const RunReport& report, Detail detail);
  bool lists(const FileResult& result) const;
  struct Unlisted {
    Outcome outcome;
    Reason reason;
    std::size_t count;
  };
  /// What `lists` turns down, by outcome and reason.
  const std::vector<Unlisted>& unlisted() const { return unlisted_; }

 private:
  enum class Group { always, never, unchanged, irrelevant };
  Group group_of(const FileResult& result) const;

  Mode mode_;
  Detail detail_;
  bool lists_unchanged_ = true;
  std::vector<Unlisted> unlisted_;
};

}  // namespace whittle::report
