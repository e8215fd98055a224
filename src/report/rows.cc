#include "report/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "base/units.h"
#include "report/words.h"

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

/// `visit(row, begins_input)` for each row, in order.
template <typename Visit>
void for_each_row(const std::vector<FileResult>& files, Visit visit) {
  for (std::size_t i = 0, end = 0; i < files.size(); ++i) {
    const bool begins_input = i == end;
    if (begins_input) end = end_of_input(files, i);
    visit(files[i], begins_input);
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

bool would_shrink(const FileResult& result) {
  const bool changed = result.outcome == Outcome::optimized || result.outcome == Outcome::converted;
  return changed && result.saved() > 0;
}

bool is_over_budget(const FileResult& result) {
  if (result.outcome == Outcome::failed || result.format_in == Format::unknown) return false;
  return result.reason != Reason::excluded && result.budget && result.bytes_in > *result.budget;
}

bool is_known(const FileResult& result) {
  return result.known_bytes && result.bytes_in <= *result.known_bytes;
}

bool is_offender(const FileResult& result) {
  return (would_shrink(result) || is_over_budget(result)) && !is_known(result);
}

std::string budget_text(const FileResult& result) {
  const auto compared = [&](std::uint64_t limit, std::string_view words) {
    const std::string has = format_bytes(result.bytes_in), may = format_bytes(limit);
    return has != may ? fmt::format("{} {} {}", has, words, may)
                      : fmt::format("{} bytes {} {}", result.bytes_in, words, limit);
  };
  std::string text = is_over_budget(result) ? compared(*result.budget, "is above its budget of") : "";
  if (!result.known_bytes || is_known(result)) return text;
  const std::string grown = compared(*result.known_bytes, "is more than the baseline's");
  return text.empty() ? grown : text + ", " + grown;
}

std::vector<std::size_t> offenders_of(const std::vector<FileResult>& files) {
  std::vector<std::size_t> smallest;
  for (std::size_t first = 0; first < files.size();) {
    const std::size_t end = end_of_input(files, first);
    std::optional<std::size_t> best;
    for (; first < end; ++first) {
      if (is_offender(files[first]) && (!best || files[first].saved() > files[*best].saved())) best = first;
    }
    if (best) smallest.push_back(*best);
  }
  return smallest;
}

Offenders count_offenders(const RunReport& report) {
  Offenders total;
  for (const std::size_t index : offenders_of(report.files)) {
    const FileResult& result = report.files[index];
    ++total.count;
    total.shrinking += would_shrink(result) ? 1 : 0;
    total.over_budget += is_over_budget(result) ? 1 : 0;
    total.saved += would_shrink(result) ? result.saved() : 0;
  }
  bool counted = false;
  for_each_row(report.files, [&](const FileResult& result, bool begins_input) {
    counted = counted && !begins_input;
    if (counted || !is_known(result) || !(would_shrink(result) || is_over_budget(result))) return;
    ++total.known;
    counted = true;
  });
  return total;
}

std::vector<FormatTotals> totals_by_format(const RunReport& report) {
  std::map<std::pair<Format, Format>, FormatTotals> totals;
  std::set<Format> seen;  // output formats of the input at hand
  for_each_row(report.files, [&](const FileResult& result, bool begins_input) {
    if (begins_input) seen.clear();
    if (!in_totals(result)) return;
    const Format out = result.format_out == Format::unknown ? result.format_in : result.format_out;
    FormatTotals& row = totals[{result.format_in, out}];
    row.in = result.format_in;
    row.out = out;
    ++row.outputs;
    if (result.outcome == Outcome::optimized || result.outcome == Outcome::converted) ++row.changed;
    row.bytes_out += result.bytes_out;
    if (!seen.insert(out).second) return;
    ++row.inputs;
    row.bytes_in += result.bytes_in;
  });
  std::vector<FormatTotals> rows;
  for (auto& entry : totals) {
    if (report.mode == Mode::list) entry.second.bytes_out = entry.second.bytes_in;
    rows.push_back(entry.second);
  }
  return rows;
}

bool has_several_outputs(const Summary& summary) {
  return summary.outputs + summary.skipped + summary.failed > summary.inputs;
}

std::string note_on_positions(const RunReport& report) {
  const auto count = std::count_if(report.files.begin(), report.files.end(),
                                   [](const FileResult& result) { return result.has_position; });
  if (count == 0) return {};
  const bool one = count == 1;
  const std::string_view say = report.mode != Mode::write ? "would say" : one ? "says" : "say";
  return fmt::format("{} converted {} {} where {} taken (GPS): -s removes that", count, one ? "file" : "files", say,
                     one ? "it was" : "they were");
}

bool lists(const FileResult& result, Mode mode, Detail detail) {
  if (detail != Detail::normal) return detail == Detail::verbose;
  if (result.outcome == Outcome::failed) return true;
  if (mode == Mode::check) return is_offender(result);
  if (mode == Mode::list) return !is_left_out(result) && !is_undone(result);
  return result.outcome == Outcome::optimized || result.outcome == Outcome::converted;
}

std::vector<Unchanged> unchanged_inputs(const RunReport& report, Detail detail) {
  if (report.mode == Mode::check && detail != Detail::verbose) return {};
  using Key = std::pair<Outcome, Reason>;
  std::map<Key, Unchanged> groups;
  std::set<Key> seen;  // of the input at hand
  for_each_row(report.files, [&](const FileResult& result, bool begins_input) {
    if (begins_input) seen.clear();
    const bool unchanged = result.outcome == Outcome::kept || result.outcome == Outcome::skipped;
    if (!unchanged || (detail == Detail::normal && lists(result, report.mode, detail))) return;
    const Key key{result.outcome, result.reason};
    Unchanged& group = groups.try_emplace(key, Unchanged{key.first, key.second, 0, cause(result)}).first->second;
    if (group.why != cause(result)) group.why = reason_text(result.reason);
    if (seen.insert(key).second) ++group.inputs;
  });
  std::vector<Unchanged> list;
  list.reserve(groups.size());
  for (auto& entry : groups) list.push_back(std::move(entry.second));
  return list;
}

std::vector<std::size_t> ordered_rows(const RunReport& report, RowOrder order) {
  const std::vector<FileResult>& files = report.files;
  std::vector<std::size_t> rows(files.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  const auto sort_by = [&](auto comes_before) {
    std::stable_sort(rows.begin(), rows.end(),
                     [&](std::size_t a, std::size_t b) { return comes_before(files[a], files[b]); });
  };
  switch (order) {
    case RowOrder::input:
      break;
    case RowOrder::name:
      sort_by([](const FileResult& a, const FileResult& b) { return a.input < b.input; });
      break;
    case RowOrder::saving:
      sort_by([](const FileResult& a, const FileResult& b) { return saved_bytes(a) > saved_bytes(b); });
      break;
    case RowOrder::size:
      sort_by([](const FileResult& a, const FileResult& b) { return a.bytes_in > b.bytes_in; });
      break;
  }
  return rows;
}

}  // namespace whittle::report
