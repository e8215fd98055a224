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
    case Reason::outside:
    case Reason::interrupted:
    case Reason::cancelled:
      return Outcome::skipped;
    default:
      return Outcome::failed;
  }
}

namespace {

/// Whether the message says what the reason's own words cannot: what it is about this file.
bool explains_more(Reason reason) {
  switch (reason) {
    case Reason::unsupported_format:
    case Reason::unsupported:
    case Reason::animated_unsupported:
    case Reason::gain_map:
    case Reason::extras:
      return true;
    default:
      return false;
  }
}

}  // namespace

void leave_as_it_is(FileResult& row, Outcome outcome, Reason reason) {
  row.output.clear();
  row.outcome = outcome;
  row.reason = reason;
  row.bytes_out = row.bytes_in;
  row.format_out = row.format_in;
  row.quality.reset();
  row.encoder_quality.reset();
  row.score.reset();
  row.target.reset();
  row.verified = false;
  row.has_position = false;
  row.error.reset();
}

void leave_as_it_is(FileResult& row, Error error, Undelivered undelivered) {
  const Outcome outcome = undelivered == Undelivered::fails ? Outcome::failed : outcome_of(error.reason);
  leave_as_it_is(row, outcome, error.reason);
  row.cached = false;
  if (outcome != Outcome::failed && !explains_more(error.reason)) return;
  if (error.path.empty()) error.path = row.input;
  row.error = std::make_shared<const Error>(std::move(error));
}

}  // namespace whittle::plan
