#include "report/rows.h"

#include <cmath>
#include <map>
#include <utility>

#include "base/units.h"

namespace whittle::report {
namespace {

/// A skip that nobody needs to read about: no image, or what the options asked for.
bool is_left_out(const FileResult& result) {
  switch (result.reason) {
    case Reason::unsupported_format:
      return result.format_in == Format::unknown;
    case Reason::not_an_image:
    case Reason::empty_file:
    case Reason::excluded:
    case Reason::duplicate:
    case Reason::up_to_date:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::size_t count_of(const Summary& summary, Outcome outcome) {
  switch (outcome) {
    case Outcome::optimized:
      return summary.optimized;
    case Outcome::converted:
      return summary.converted;
    case Outcome::kept:
      return summary.kept;
    case Outcome::skipped:
      return summary.skipped;
    case Outcome::failed:
      return summary.failed;
  }
  return 0;
}

bool in_totals(const FileResult& result) {
  return result.outcome != Outcome::failed && result.outcome != Outcome::skipped;
}

bool is_undone(const FileResult& result) {
  return result.reason == Reason::interrupted || result.reason == Reason::cancelled;
}

std::int64_t saved_bytes(const FileResult& result) {
  return in_totals(result) ? result.saved() : 0;
}

double saved_fraction(std::uint64_t bytes_in, std::uint64_t bytes_out) {
  if (bytes_in == 0) return 0;
  // Whole numbers below 2^53 divide exactly where the quotient is whole, so that 29.0 % does not become 28.9 %.
  const double saved = static_cast<double>(bytes_in) - static_cast<double>(bytes_out);
  return std::floor(saved * 1000 / static_cast<double>(bytes_in)) / 1000;
}

std::string signed_bytes(std::int64_t bytes) {
  const auto magnitude = static_cast<std::uint64_t>(bytes);
  return bytes < 0 ? "-" + format_bytes(0 - magnitude) : format_bytes(magnitude);
}

bool is_offender(const FileResult& result) {
  const bool changed = result.outcome == Outcome::optimized || result.outcome == Outcome::converted;
  return changed && result.saved() > 0;
}

Offenders count_offenders(const RunReport& report) {
  Offenders total;
  for (const FileResult& result : report.files) {
    if (!is_offender(result)) continue;
    ++total.count;
    total.saved += result.saved();
  }
  return total;
}

std::vector<FormatTotals> totals_by_format(const std::vector<FileResult>& files) {
  std::map<std::pair<Format, Format>, FormatTotals> totals;
  for (const FileResult& result : files) {
    if (!in_totals(result)) continue;
    const Format out = result.format_out == Format::unknown ? result.format_in : result.format_out;
    FormatTotals& row = totals[{result.format_in, out}];
    row.in = result.format_in;
    row.out = out;
    ++row.files;
    if (result.outcome == Outcome::optimized || result.outcome == Outcome::converted) ++row.changed;
    row.bytes_in += result.bytes_in;
    row.bytes_out += result.bytes_out;
  }
  std::vector<FormatTotals> rows;
  for (const auto& entry : totals) rows.push_back(entry.second);
  return rows;
}

Selection::Selection(const RunReport& report, Detail detail) : mode_(report.mode), detail_(detail) {
  if (detail_ == Detail::verbose) return;
  std::map<std::pair<Outcome, Reason>, std::size_t> never, unchanged;
  std::size_t unchanged_count = 0;
  for (const FileResult& result : report.files) {
    const Group group = group_of(result);
    if (group == Group::never) ++never[{result.outcome, result.reason}];
    if (group != Group::unchanged) continue;
    ++unchanged[{result.outcome, result.reason}];
    ++unchanged_count;
  }
  lists_unchanged_ = unchanged_count <= kMaxUnchanged;
  if (!lists_unchanged_) never.merge(unchanged);
  for (const auto& [key, count] : never) unlisted_.push_back({key.first, key.second, count});
}

Selection::Group Selection::group_of(const FileResult& result) const {
  if (is_undone(result)) return Group::unchanged;
  if (mode_ == Mode::check && result.outcome != Outcome::failed) {
    return is_offender(result) ? Group::always : Group::irrelevant;
  }
  switch (result.outcome) {
    case Outcome::optimized:
    case Outcome::converted:
    case Outcome::failed:
      return Group::always;
    case Outcome::skipped:
      if (is_left_out(result)) return Group::never;
      return mode_ == Mode::list ? Group::always : Group::unchanged;
    case Outcome::kept:
      return Group::unchanged;
  }
  return Group::always;
}

bool Selection::lists(const FileResult& result) const {
  switch (group_of(result)) {
    case Group::always:
      return true;
    case Group::irrelevant:
      return false;
    case Group::never:
      return detail_ == Detail::verbose;
    case Group::unchanged:
      return lists_unchanged_;
  }
  return true;
}

}  // namespace whittle::report
