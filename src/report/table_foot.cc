#include "report/table_foot.h"

#include <fmt/format.h>

#include <vector>

#include "base/text.h"
#include "base/units.h"
#include "report/rows.h"
#include "report/words.h"

namespace whittle::report {
namespace {

std::string files_of(std::size_t count) {
  return fmt::format("{} {}", count, count == 1 ? "file" : "files");
}

class Foot {
 public:
  Foot(const RunReport& report, const TableStyle& style) : report_(report), style_(style) {}

  void unchanged();
  void formats();
  void totals();
  void interruption();
  void surroundings();
  std::string take() { return std::move(text_); }

 private:
  void line(const std::string& words);
  bool fits(const std::string& words) const {
    return style_.width <= 0 || style_.names == Names::raw || display_width(words) <= style_.width;
  }
  std::string counts() const;
  std::string saving() const;
  std::string check_totals(const Offenders& offenders) const;

  const RunReport& report_;
  const TableStyle& style_;
  std::string text_;
};

void Foot::line(const std::string& words) {
  text_.append(fits(words) ? words : ellipsize_end(words, style_.width)).push_back('\n');
}

/// "-v lists 3 skipped: hard-linked elsewhere, ...", and of -v itself "by reason: 3 skipped, hard-link: ...".
void Foot::unchanged() {
  for (const Unchanged& group : unchanged_inputs(report_, style_.detail)) {
    const std::string_view outcome = outcome_total_text(group.outcome, report_.mode);
    const std::string head = style_.detail == Detail::verbose
                                 ? fmt::format("by reason: {} {}, {}", group.inputs, outcome, to_string(group.reason))
                                 : fmt::format("-v lists {} {}", group.inputs, outcome);
    line(fmt::format("{}: {}", head, sanitize(group.why)));
  }
}

/// A line for each pair of formats; sizes of outputs are not known in a list.
void Foot::formats() {
  const bool writes = report_.mode == Mode::write;
  for (const FormatTotals& row : totals_by_format(report_)) {
    std::string format(to_string(row.in));
    if (row.out != row.in) format.append(" -> ").append(to_string(row.out));
    if (report_.mode == Mode::list) {
      line(fmt::format("by format: {:<12} {:>6} {:<5} {:>9}", format, row.inputs, row.inputs == 1 ? "file" : "files",
                       format_bytes(row.bytes_in)));
      continue;
    }
    const std::string share = row.bytes_in == 0 ? "-" : format_percent(saved_fraction(row.bytes_in, row.bytes_out));
    line(fmt::format("by format: {:<12} {:>6} of {} {}  {} -> {}  {}", format, row.changed, row.outputs,
                     writes ? "changed" : "would change", format_bytes(row.bytes_in), format_bytes(row.bytes_out),
                     row.outputs > row.inputs ? "in all" : share));
  }
}

/// "12 files: 8 optimized, 3 kept, 1 failed", "12 files, 24 outputs: 12 converted"
std::string Foot::counts() const {
  const Summary& summary = report_.summary;
  if (summary.inputs == 0) return "no files";
  std::string text = files_of(summary.inputs);
  if (has_several_outputs(summary))
    text += fmt::format(", {} {}", summary.outputs, summary.outputs == 1 ? "output" : "outputs");
  std::string_view separator = ": ";
  for (const Outcome outcome : kOutcomes) {
    const std::size_t count = count_of(summary, outcome);
    if (count == 0) continue;
    text += fmt::format("{}{} {}", separator, count, outcome_total_text(outcome, report_.mode));
    separator = ", ";
  }
  return text;
}

/// "12.3 MB -> 9.1 MB, saved 3.2 MB (26.0 %)"; what several outputs of an input take together is no saving.
std::string Foot::saving() const {
  const Summary& summary = report_.summary;
  if (summary.bytes_in == 0) return {};
  if (report_.mode == Mode::list) return format_bytes(summary.bytes_in) + " to read";
  const std::string in = format_bytes(summary.bytes_in), out = format_bytes(summary.bytes_out);
  if (has_several_outputs(summary)) return fmt::format("{} in, {} out", in, out);
  const std::int64_t saved = summary.saved();
  if (saved == 0) return fmt::format("{} -> {}, nothing saved", in, out);
  const bool would = report_.mode != Mode::write;
  const std::string_view verb = saved > 0 ? (would ? "would save" : "saved") : (would ? "would grow by" : "grew by");
  return fmt::format("{} -> {}, {} {} ({})", in, out, verb, signed_bytes(saved > 0 ? saved : -saved),
                     format_percent(saved_fraction(summary.bytes_in, summary.bytes_out)));
}

std::string Foot::check_totals(const Offenders& offenders) const {
  std::string text = fmt::format("{} of {} would shrink", offenders.shrinking, files_of(report_.summary.inputs));
  if (offenders.shrinking > 0) text += fmt::format(", saving {}", signed_bytes(offenders.saved));
  return text;
}

/// One line, or as many as the width asks for, broken where a part ends.
void Foot::totals() {
  std::vector<std::string> parts;
  if (report_.mode == Mode::check) {
    const Offenders offenders = count_offenders(report_);
    parts.push_back(check_totals(offenders));
    if (offenders.over_budget > 0) parts.push_back(fmt::format("{} above budget", offenders.over_budget));
    if (offenders.known > 0) parts.push_back(fmt::format("{} let be by the baseline", offenders.known));
    if (report_.summary.failed > 0) parts.push_back(fmt::format("{} failed", report_.summary.failed));
  } else {
    parts.push_back(counts());
    if (report_.summary.cached > 0) parts.push_back(fmt::format("{} from the cache", report_.summary.cached));
    if (std::string bytes = saving(); !bytes.empty()) parts.push_back(std::move(bytes));
  }
  parts.push_back(format_duration(report_.summary.seconds));
  std::string words = parts.front();
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const std::string longer = fmt::format("{}; {}", words, parts[i]);
    if (!fits(longer)) line(words);
    words = fits(longer) ? longer : parts[i];
  }
  line(words);
}

void Foot::interruption() {
  if (report_.interrupted_by != 0) line("interrupted by " + signal_name(report_.interrupted_by));
}

/// What is not as it should be around the encoders.
void Foot::surroundings() {
  if (!report_.sandbox.empty() && !report_.sandbox_is_whole) text_ += "sandbox: " + report_.sandbox + '\n';
  if (!report_.fewer_jobs.empty()) text_ += "jobs: " + report_.fewer_jobs + '\n';
}

}  // namespace

std::string render_foot(const RunReport& report, const TableStyle& style) {
  Foot foot(report, style);
  const bool compares = report.mode != Mode::check && has_several_outputs(report.summary);
  if (style.detail != Detail::summary) foot.unchanged();
  if (style.detail != Detail::normal || compares) foot.formats();
  foot.totals();
  foot.interruption();
  if (style.detail == Detail::verbose) foot.surroundings();
  return foot.take();
}

}  // namespace whittle::report
