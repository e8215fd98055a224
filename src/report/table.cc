// The table for people. Columns have fixed widths and the name comes last, so that rows can be appended one by one,
// align whatever the names are, and look the same on a terminal and in a pipe. TableStyle adds colours, escapes names
// and shortens them; it never changes columns. Which rows are listed: `Selection` in rows.h.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text.h"
#include "base/units.h"
#include "report/rows.h"
#include "report/words.h"

namespace whittle {
namespace {

using namespace report;

constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kDim = "\x1b[2m";
constexpr int kSizesWidth = 9 + 4 + 9 + 1 + 9 + 2;
constexpr int kLossWidth = 12;
constexpr int kPlanWidth = 12 + 1 + 11 + 1 + 12 + 1 + 9 + 2;
constexpr int kMinNameWidth = 16;  // a name shortened further says nothing; better to let the line wrap

std::string_view colour_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::optimized:
    case Outcome::converted:
      return "\x1b[32m";
    case Outcome::failed:
      return "\x1b[31m";
    case Outcome::skipped:
      return "\x1b[33m";
    case Outcome::kept:
      return kDim;
  }
  return kDim;
}

/// Appends rows to one string.
class TableWriter {
 public:
  TableWriter(const RunReport& report, const TableStyle& style) : report_(report), style_(style) {
    text_.reserve(report.files.size() * 96 + 256);
  }

  void files(const Selection& selection);
  void unlisted(const Selection& selection);
  void formats();
  void totals();
  void interruption();
  void sandbox();
  std::string take() { return std::move(text_); }

 private:
  template <typename... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
  }
  void coloured(std::string_view colour, std::string_view words);
  std::string clean(std::string_view words) const;

  void sizes(const FileResult& result);
  void plan(const FileResult& result);
  void loss(const FileResult& result);
  void names(const FileResult& result, int used);
  bool explains(const FileResult& result) const;

  void check_totals();
  void counts();
  void saving();

  const RunReport& report_;
  const TableStyle& style_;
  std::string text_;
};

void TableWriter::coloured(std::string_view colour, std::string_view words) {
  if (style_.colours == Colours::yes) {
    text_.append(colour).append(words).append(kReset);
  } else {
    text_.append(words);
  }
}

std::string TableWriter::clean(std::string_view words) const {
  return style_.names == Names::sanitized ? sanitize(words) : std::string(words);
}

/// "    1.2 MB ->   812 kB   34.5 %  ", kSizesWidth columns. Failed rows have no sizes to compare, skipped ones only
/// the first.
void TableWriter::sizes(const FileResult& result) {
  if (in_totals(result)) {
    const bool comparable = result.bytes_in != result.bytes_out && result.bytes_in != 0;
    const std::string saved = !comparable ? "-" : format_percent(saved_fraction(result.bytes_in, result.bytes_out));
    add("{:>9} -> {:>9} {:>9}  ", format_bytes(result.bytes_in), format_bytes(result.bytes_out), saved);
  } else {
    add("{:>9}    {:>9} {:>9}  ", result.bytes_in == 0 ? "-" : format_bytes(result.bytes_in), "", "");
  }
}

/// "q82  80.4  ", kLossWidth columns: quality as with -q, and score; "80.4!" is a score below the one asked for.
void TableWriter::loss(const FileResult& result) {
  const std::string quality = result.quality ? fmt::format("q{}", *result.quality) : "";
  const bool missed = result.score && result.target && *result.score < *result.target;
  const std::string score = result.score ? fmt::format("{:.1f}{}", *result.score, missed ? "!" : "") : "";
  add("{:<4} {:<6} ", quality, score);
}

/// What a list knows: "png -> webp   640x480   12 frames    1.2 MB  ", kPlanWidth columns.
void TableWriter::plan(const FileResult& result) {
  std::string format(result.format_in == Format::unknown ? "-" : to_string(result.format_in));
  if (result.format_out != Format::unknown && result.format_out != result.format_in) {
    format.append(" -> ").append(to_string(result.format_out));
  }
  const std::string pixels = result.width == 0 ? "-" : fmt::format("{}x{}", result.width, result.height);
  const std::string frames = result.frames > 1 ? fmt::format("{} frames", result.frames) : "";
  add("{:<12} {:>11} {:>12} {:>9}  ", format, pixels, frames,
      result.bytes_in == 0 ? "-" : format_bytes(result.bytes_in));
}

/// Whether the row says why. Kept is a success and explained only on request; a skip or a failure always is.
bool TableWriter::explains(const FileResult& result) const {
  return style_.detail == Detail::verbose || result.outcome == Outcome::skipped || result.outcome == Outcome::failed;
}

/// "a.png -> out/a.webp: why", names shortened from the left so that the line fits, the explanation never shortened.
void TableWriter::names(const FileResult& result, int used) {
  const bool renamed = !result.output.empty() && result.output != result.input;
  std::string input = clean(result.input);
  std::string output = renamed ? clean(result.output) : "";
  const std::string why = explains(result) ? sanitize(explanation(result)) : "";  // one line, also in a pipe
  if (style_.width > 0 && style_.names == Names::sanitized) {
    const int extra = (renamed ? 4 : 0) + (why.empty() ? 0 : 2 + display_width(why));
    const int room = std::max(style_.width - used - extra, renamed ? 2 * kMinNameWidth : kMinNameWidth);
    // The shorter name keeps its width, the longer one gets the rest.
    const int in_width = display_width(input), out_width = display_width(output);
    const int in_room = renamed ? std::max(room / 2, room - out_width) : room;
    input = ellipsize_left(input, in_room);
    if (renamed) output = ellipsize_left(output, room - std::min(in_width, in_room));
  }
  text_.append(input);
  if (renamed) text_.append(" -> ").append(output);
  if (why.empty()) {
    text_.push_back('\n');
    return;
  }
  text_.append(": ");
  coloured(result.outcome == Outcome::failed ? colour_of(Outcome::failed) : kDim, why);
  text_.push_back('\n');
}

void TableWriter::files(const Selection& selection) {
  const bool list = report_.mode == Mode::list;
  const int outcome_width = list ? 8 : report_.mode == Mode::write ? 9 : 14;
  const bool has_loss = std::any_of(report_.files.begin(), report_.files.end(),
                                    [](const FileResult& result) { return result.quality || result.score; });
  const int used = (list ? kPlanWidth : kSizesWidth) + (has_loss ? kLossWidth : 0) + outcome_width + 2;
  for (const FileResult& result : report_.files) {
    if (!selection.lists(result)) continue;
    list ? plan(result) : sizes(result);
    if (has_loss) loss(result);
    coloured(colour_of(result.outcome),
             fmt::format("{:<{}}", outcome_text(result.outcome, report_.mode), outcome_width));
    text_.append("  ");
    names(result, used);
  }
}

void TableWriter::unlisted(const Selection& selection) {
  for (const Selection::Unlisted& group : selection.unlisted()) {
    add("not listed (-v does): {} {}", group.count, outcome_total_text(group.outcome, report_.mode));
    if (group.reason != Reason::none) add(", {}", reason_text(group.reason));
    text_.push_back('\n');
  }
}

/// A line for each pair of formats; sizes of outputs are not known in a list.
void TableWriter::formats() {
  for (const FormatTotals& row : totals_by_format(report_.files)) {
    std::string format(to_string(row.in));
    if (row.out != row.in) format.append(" -> ").append(to_string(row.out));
    if (report_.mode == Mode::list) {
      add("by format: {:<12} {:>6} {:<5} {:>9}\n", format, row.files, row.files == 1 ? "file" : "files",
          format_bytes(row.bytes_in));
      continue;
    }
    add("by format: {:<12} {:>6} of {} changed  {} -> {}  {}\n", format, row.changed, row.files,
        format_bytes(row.bytes_in), format_bytes(row.bytes_out),
        format_percent(saved_fraction(row.bytes_in, row.bytes_out)));
  }
}

/// "12 files: 8 optimized, 3 kept, 1 failed"
void TableWriter::counts() {
  const Summary& summary = report_.summary;
  if (summary.files == 0) {
    text_.append("no files");
    return;
  }
  add("{} {}: ", summary.files, summary.files == 1 ? "file" : "files");
  std::string_view separator;
  for (const Outcome outcome : kOutcomes) {
    const std::size_t count = count_of(summary, outcome);
    if (count == 0) continue;
    add("{}{} {}", separator, count, outcome_total_text(outcome, report_.mode));
    separator = ", ";
  }
}

/// "; 12.3 MB -> 9.1 MB, saved 3.2 MB (26.0 %)"
void TableWriter::saving() {
  const Summary& summary = report_.summary;
  if (summary.bytes_in == 0) return;
  if (report_.mode == Mode::list) {
    add("; {} to read", format_bytes(summary.bytes_in));
    return;
  }
  add("; {} -> {}, ", format_bytes(summary.bytes_in), format_bytes(summary.bytes_out));
  const bool would = report_.mode != Mode::write;
  const std::string share = format_percent(saved_fraction(summary.bytes_in, summary.bytes_out));
  if (summary.saved() > 0) {
    add("{} {} ({})", would ? "would save" : "saved", signed_bytes(summary.saved()), share);
  } else if (summary.saved() < 0) {
    add("{} {} ({})", would ? "would grow by" : "grew by", signed_bytes(-summary.saved()), share);
  } else {
    text_.append("nothing saved");
  }
}

void TableWriter::check_totals() {
  const Summary& summary = report_.summary;
  const Offenders offenders = count_offenders(report_);
  add("{} of {} {} would shrink", offenders.count, summary.files, summary.files == 1 ? "file" : "files");
  if (offenders.count > 0) add(", saving {}", signed_bytes(offenders.saved));
  if (summary.failed > 0) add("; {} failed", summary.failed);
}

void TableWriter::totals() {
  if (report_.mode == Mode::check) {
    check_totals();
  } else {
    counts();
    saving();
  }
  add("; {}\n", format_duration(report_.summary.seconds));
}

void TableWriter::interruption() {
  if (report_.interrupted_by != 0) add("interrupted by {}\n", signal_name(report_.interrupted_by));
}

void TableWriter::sandbox() {
  if (!report_.sandbox.empty()) add("sandbox: {}\n", report_.sandbox);
  if (!report_.fewer_jobs.empty()) add("jobs: {}\n", report_.fewer_jobs);
}

/// For `xargs -0`: the inputs that would shrink (check) or be processed (list), as bytes, each once.
std::string nul_separated(const RunReport& report) {
  std::string text;
  std::string_view last;
  for (const FileResult& result : report.files) {
    const bool done = report.mode == Mode::check
                          ? is_offender(result)
                          : result.outcome == Outcome::optimized || result.outcome == Outcome::converted;
    if (!done || result.input == last) continue;  // the outputs of one input are neighbours
    text.append(result.input).push_back('\0');
    last = result.input;
  }
  return text;
}

}  // namespace

std::string render_table(const RunReport& report, const TableStyle& style) {
  const bool names_only = report.mode == Mode::check || report.mode == Mode::list;
  if (style.separator == Separator::nul && names_only) return nul_separated(report);

  TableWriter table(report, style);
  const Selection selection(report, style.detail);
  table.files(selection);
  table.unlisted(selection);
  if (style.detail == Detail::verbose) table.formats();
  table.totals();
  table.interruption();
  if (style.detail == Detail::verbose) table.sandbox();
  return table.take();
}

}  // namespace whittle
