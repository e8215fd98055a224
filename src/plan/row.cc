#include "plan/row.h"

#include <memory>
#include <utility>

namespace whittle::plan {

Outcome outcome_of(Reason reason) {
  switch (reason) {
    case Reason::unsupported_format:
    case Reason::unsupported:
    case Reason::animated_unsupported:
    case Reason::gain_map:
    case Reason::extras:
    case Reason::is_signed:
    case Reason::hard_link:
    case Reason::read_only:
    case Reason::duplicate:
    case Reason::exists:
    case Reason::up_to_date:
    case Reason::excluded:
    case Reason::interrupted:
    case Reason::cancelled:
      return Outcome::skipped;
    default:
      return Outcome::failed;
  }
}

void leave_as_it_is(FileResult& row, Outcome outcome, Reason reason) {
  row.output.clear();
  row.outcome = outcome;
  row.reason = reason;
  row.bytes_out = row.bytes_in;
  row.format_out = row.format_in;
  row.quality.reset();
  row.score.reset();
  row.target.reset();
  row.verified = false;
  row.error.reset();
}

void leave_as_it_is(FileResult& row, Error error) {
  leave_as_it_is(row, outcome_of(error.reason), error.reason);
  if (row.outcome != Outcome::failed) return;
  if (error.path.empty()) error.path = row.input;
  row.error = std::make_shared<const Error>(std::move(error));
}

}  // namespace whittle::plan
