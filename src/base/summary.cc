#include <array>

#include "whittle/result.h"

namespace whittle {
namespace {

/// The total that an input with so many rows of each outcome belongs to.
std::size_t& count_for(Summary& summary, const std::array<std::size_t, 5>& rows) {
  const auto has = [&](Outcome outcome) { return rows[static_cast<std::size_t>(outcome)] > 0; };
  if (has(Outcome::failed)) return summary.failed;
  if (has(Outcome::converted)) return summary.converted;
  if (has(Outcome::optimized)) return summary.optimized;
  return has(Outcome::kept) ? summary.kept : summary.skipped;
}

}  // namespace

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::optimized:
      return "optimized";
    case Outcome::converted:
      return "converted";
    case Outcome::kept:
      return "kept";
    case Outcome::skipped:
      return "skipped";
    case Outcome::failed:
      return "failed";
  }
  return "failed";
}

std::size_t end_of_input(const std::vector<FileResult>& files, std::size_t first) {
  const auto is_duplicate = [](const FileResult& row) { return row.reason == Reason::duplicate; };
  std::size_t end = first + 1;
  while (end < files.size() && files[end].input == files[first].input &&
         is_duplicate(files[end]) == is_duplicate(files[first]))
    ++end;
  return end;
}

Summary summarize(const std::vector<FileResult>& files, double seconds, Mode mode) {
  Summary summary;
  summary.seconds = seconds;
  for (std::size_t first = 0; first < files.size();) {
    const std::size_t end = end_of_input(files, first);
    std::optional<std::uint64_t> bytes_in;
    std::array<std::size_t, 5> rows{};
    std::size_t cached = 0;
    const std::size_t begin = first;
    for (; first < end; ++first) {
      const FileResult& row = files[first];
      ++rows[static_cast<std::size_t>(row.outcome)];
      if (row.cached) ++cached;
      if (row.outcome == Outcome::skipped || row.outcome == Outcome::failed) continue;
      ++summary.outputs;
      bytes_in = row.bytes_in;
      summary.bytes_out += row.bytes_out;
    }
    ++summary.inputs;
    if (cached == end - begin) ++summary.cached;
    summary.bytes_in += bytes_in.value_or(0);
    ++count_for(summary, rows);
  }
  if (mode == Mode::list) summary.bytes_out = summary.bytes_in;
  return summary;
}

}  // namespace whittle
