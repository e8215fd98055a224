#pragma once
// The words that every renderer uses for outcomes, reasons, modes and signals. The stable codes for programs are
// `to_string` in include/; these are for people.

#include <array>
#include <string>
#include <string_view>

#include "whittle/options.h"
#include "whittle/result.h"

namespace whittle::report {

/// All outcomes in the order in which totals name them.
inline constexpr std::array kOutcomes = {Outcome::optimized, Outcome::converted, Outcome::kept, Outcome::skipped,
                                         Outcome::failed};

/// For programs: what was known from an earlier run is "cached", whatever came of it.
std::string_view outcome_code(const FileResult& result);
/// The outcome in a row: "optimized"; "would optimize" when nothing is written; "optimize" in a list.
std::string_view outcome_text(Outcome outcome, Mode mode);
/// The outcome after a count in the totals: "optimized", "would be optimized", "to optimize".
std::string_view outcome_total_text(Outcome outcome, Mode mode);
/// Half a sentence that stands after a file name or a count: "already as small as it gets". "" for Reason::none.
std::string_view reason_text(Reason reason);
/// Why the row has its outcome, in words: "IDAT checksum is wrong" for failures, "is a lossy WebP, ..." for skips that
/// have a cause of their own, else `reason_text`.
std::string cause(const FileResult& result);
/// The same; of a failure with its category before it: "corrupt: IDAT checksum is wrong".
std::string explanation(const FileResult& result);
std::string_view mode_name(Mode mode);
/// "SIGINT", "SIGTERM", ...; "signal 40" for one without a common name.
std::string signal_name(int signal_number);

}  // namespace whittle::report
