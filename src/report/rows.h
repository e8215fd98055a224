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

/// Whether the row would shrink. (`plan` and `run` turn savings below --min-savings into kept.)
bool would_shrink(const FileResult& result);
/// Whether the input has more bytes than its budget; failures are worse than that.
bool is_over_budget(const FileResult& result);
/// Whether the input has no more bytes than are known of it (`FileResult::known_bytes`): it is let be.
bool is_known(const FileResult& result);
/// What makes `--check` exit 1: one of the first two, and not known.
bool is_offender(const FileResult& result);
/// What --check finds wrong with the size of an input, for people; empty when it only would shrink.
std::string budget_text(const FileResult& result);
/// Indices of offenders, one for each input that has some: its smallest output.
std::vector<std::size_t> offenders_of(const std::vector<FileResult>& files);
struct Offenders {
  std::size_t count = 0;
  std::size_t shrinking = 0, over_budget = 0;  ///< of them; some may be both
  std::int64_t saved = 0;
  std::size_t known = 0;  ///< inputs that would count if they were not known
};
/// An input counts once, with its smallest output.
Offenders count_offenders(const RunReport& report);

/// Totals of the rows with one input and one output format, rows that are in the totals only.
struct FormatTotals {
  Format in = Format::unknown, out = Format::unknown;
  std::size_t inputs = 0, outputs = 0, changed = 0;  ///< changed: outputs that are no copies
  std::uint64_t bytes_in = 0;                        ///< each input once
  std::uint64_t bytes_out = 0;
};
/// In the order of the enum, pairs without files left out.
std::vector<FormatTotals> totals_by_format(const RunReport& report);
/// Whether an input has more than one output, so that bytes in and out do not compare.
bool has_several_outputs(const Summary& summary);

/// What a user may not expect of pictures that are about to be published: that so many converted outputs say where they
/// were taken. Empty when none does.
std::string note_on_positions(const RunReport& report);

/// Which rows a table lists: with Detail::verbose all of them, with Detail::summary none, otherwise what changed and
/// what failed; of Mode::check, those that would shrink. Mode::list, which is there to say why not, also lists the
/// rest, but for what is no image, what the user's own options left out (a walked tree may be full of these) and what
/// an interruption left undone.
bool lists(const FileResult& result, Mode mode, Detail detail);

/// What is left as it is, by outcome and reason; an input counts once in each.
struct Unchanged {
  Outcome outcome;
  Reason reason;
  std::size_t inputs;
  std::string why;  ///< the cause of them all in words, or what the reason says where they have several
};
/// Of the rows that are not listed; with Detail::verbose of all. None for Mode::check, which is about offenders.
std::vector<Unchanged> unchanged_inputs(const RunReport& report, Detail detail);

/// The order in which a table lists rows: indices of `report.files`.
std::vector<std::size_t> ordered_rows(const RunReport& report, RowOrder order);

}  // namespace whittle::report
