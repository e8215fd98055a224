// The table for people. Columns have fixed widths and the name comes last, so that rows can be appended one by one,
// align whatever the names are, and look the same on a terminal and in a pipe. TableStyle adds colours, escapes names
// and shortens them; only where a terminal is too narrow does it leave columns out. Which rows are listed: `lists` in
// rows.h; what stands below them: table_foot.h.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <optional>
#include <utility>

#include "base/text.h"
#include "base/units.h"
#include "report/pruned.h"
#include "report/rows.h"
#include "report/table_foot.h"
#include "report/words.h"
#include "whittle/configuration.h"

namespace whittle {
namespace {

using namespace report;

constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kDim = "\x1b[2m";
constexpr std::string_view kArrow = " -> ";
constexpr int kArrowWidth = 4;
constexpr int kSizesWidth = 8 + 4 + 8 + 1 + 8 + 2, kShareWidth = 8 + 2;
constexpr int kLossWidth = 11;
constexpr int kPlanWidth = 12 + 1 + 11 + 1 + 8 + 2, kFramesWidth = 12;
constexpr int kMinNameWidth = 20;  // a name shortened further says nothing: columns are left out before
constexpr int kMinWordsWidth = 12;

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

/// What follows the columns of a row.
struct Called {
  std::string input, output;  ///< output: empty when it is the input's own name
  std::string why;

  int width() const { return display_width(input) + (output.empty() ? 0 : kArrowWidth + display_width(output)); }
};

std::string_view last_part(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

/// What an output's name has behind the input's: ".webp", "-800.webp", "" for the same name elsewhere; nothing when it
/// has another name.
std::optional<std::string> ending_of(std::string_view output, std::string_view input) {
  const std::string_view name = last_part(input), made = last_part(output);
  if (name == made) return "";
  const std::string_view stem = name.substr(0, name.rfind('.'));
  if (stem.empty() || !made.starts_with(stem)) return std::nullopt;
  const std::string_view rest = made.substr(stem.size());
  const bool goes_on = rest.empty() || std::isalnum(static_cast<unsigned char>(rest.front())) != 0;
  return goes_on ? std::nullopt : std::optional(std::string(rest));
}

/// Cut to `room` columns: of an output that is called like its input stays the end that differs, and then long names
/// lose their middles. What is left of the room gets the words.
void fit(Called& names, int room) {
  if (!names.output.empty() && names.width() > room) {
    names.output = ending_of(names.output, names.input).value_or(names.output);
  }
  if (names.output.empty()) {
    names.input = ellipsize_middle(names.input, room);
  } else if (names.width() > room) {
    // The shorter name keeps its width, the longer one gets the rest.
    const int both = std::max(room - kArrowWidth, 2);
    const int in_width = display_width(names.input), out_width = display_width(names.output);
    const int in_room = std::max(both / 2, both - out_width);
    names.input = ellipsize_middle(names.input, in_room);
    names.output = ellipsize_middle(names.output, both - std::min(in_width, in_room));
  }
  const int left = room - names.width() - 2;
  names.why = left < std::min(display_width(names.why), kMinWordsWidth) ? "" : ellipsize_end(names.why, left);
}

/// Appends rows to one string.
class TableWriter {
 public:
  TableWriter(const RunReport& report, const TableStyle& style);

  void rows();
  void pruned() { text_ += pruned_lines(report_, style_); }
  std::string take() { return std::move(text_); }

 private:
  template <typename... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
  }
  void coloured(std::string_view colour, std::string_view words);
  std::string clean(std::string_view words) const;
  bool has_width() const { return style_.width > 0 && style_.names == Names::sanitized; }
  int columns() const;

  void sizes(const FileResult& result);
  void plan(const FileResult& result);
  void loss(const FileResult& result);
  void names(const FileResult& result);
  std::string why(const FileResult& result) const;
  bool explains(const FileResult& result) const;

  const RunReport& report_;
  const TableStyle& style_;
  const bool is_list_;
  int outcome_width_;
  bool has_loss_ = false, has_frames_ = false, has_sizes_ = true;
  std::string text_;
};

TableWriter::TableWriter(const RunReport& report, const TableStyle& style)
    : report_(report), style_(style), is_list_(report.mode == Mode::list) {
  outcome_width_ = is_list_ ? 8 : report.mode == Mode::write ? 9 : 14;
  text_.reserve(report.files.size() * 96 + 256);
  for (const FileResult& result : report.files) {
    has_loss_ = has_loss_ || result.quality || result.score;
    has_frames_ = has_frames_ || (is_list_ && result.frames > 1);
  }
  if (!has_width()) return;
  const auto is_narrow = [&] { return style.width - columns() < kMinNameWidth; };
  if (is_narrow()) has_loss_ = false;
  if (is_narrow()) has_frames_ = false;
  if (is_narrow()) has_sizes_ = false;
}

/// Before the names.
int TableWriter::columns() const {
  const int facts = !has_sizes_ ? kShareWidth : is_list_ ? kPlanWidth + (has_frames_ ? kFramesWidth : 0) : kSizesWidth;
  return facts + (has_loss_ ? kLossWidth : 0) + outcome_width_ + 2;
}

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

bool is_changed(const FileResult& result) {
  return result.outcome == Outcome::optimized || result.outcome == Outcome::converted;
}

/// "  1.2 MB -> 812.0 kB   34.5 %  ", kSizesWidth columns. Rows without a new file have the code of their reason.
void TableWriter::sizes(const FileResult& result) {
  const std::string in = format_bytes(result.bytes_in), out = format_bytes(result.bytes_out);
  const bool comparable = result.bytes_in != result.bytes_out && result.bytes_in != 0;
  const std::string share = comparable ? format_percent(saved_fraction(result.bytes_in, result.bytes_out)) : "-";
  if (!has_sizes_) {
    add("{:>8}  ", is_changed(result) ? share : "");
  } else if (is_changed(result)) {
    add("{:>8} -> {:>8} {:>8}  ", in, out, share);
  } else {
    add("{:>8}  {:<20} ", result.bytes_in == 0 ? "-" : in, to_string(result.reason));
  }
}

/// What a list knows: "png -> webp      640x480   1.2 MB  ", kPlanWidth columns, and "12 frames" where some file
/// moves.
void TableWriter::plan(const FileResult& result) {
  const std::string bytes = result.bytes_in == 0 ? "-" : format_bytes(result.bytes_in);
  if (!has_sizes_) return add("{:>8}  ", bytes);
  std::string format(result.format_in == Format::unknown ? "-" : to_string(result.format_in));
  if (result.format_out != Format::unknown && result.format_out != result.format_in) {
    format.append(kArrow).append(to_string(result.format_out));
  }
  if (is_changed(result)) {
    add("{:<12} {:>11} ", format, result.width == 0 ? "-" : fmt::format("{}x{}", result.width, result.height));
    if (has_frames_) add("{:>11} ", result.frames > 1 ? fmt::format("{} frames", result.frames) : "");
    add("{:>8}  ", bytes);
  } else {
    add("{:<12}  {:<20} ", format, to_string(result.reason));
    if (has_frames_) add("{:>{}}", "", kFramesWidth);
  }
}

/// "q82  80.4  ", kLossWidth columns: quality as with -q, and score; "80.4!" is a score below the one asked for.
void TableWriter::loss(const FileResult& result) {
  const std::string quality = result.quality ? fmt::format("q{}", *result.quality) : "";
  const bool missed = result.score && result.target && *result.score < *result.target;
  const std::string score = result.score ? fmt::format("{:.1f}{}", *result.score, missed ? "!" : "") : "";
  add("{:<4} {:<5} ", quality, score);
}

/// Whether the row says why. Kept is a success and explained only on request; a skip or a failure always is.
bool TableWriter::explains(const FileResult& result) const {
  return style_.detail == Detail::verbose || result.outcome == Outcome::skipped || result.outcome == Outcome::failed;
}

/// What stands behind the names: one line, also in a pipe.
std::string TableWriter::why(const FileResult& result) const {
  std::string why = explains(result) ? cause(result) : "";
  std::string more;
  if (report_.mode == Mode::check && is_offender(result)) more = budget_text(result);
  if (is_list_ && result.configured && !result.configured->rule.empty() && result.reason != Reason::excluded)
    more = "by " + result.configured->rule;
  if (!why.empty() && !more.empty()) why += ", ";
  return sanitize(why + more);
}

/// "a.png -> out/a.webp: why"
void TableWriter::names(const FileResult& result) {
  const bool renamed = !result.output.empty() && result.output != result.input;
  Called names{clean(result.input), renamed ? clean(result.output) : "", why(result)};
  if (has_width()) fit(names, std::max(style_.width - columns(), 1));
  text_.append(names.input);
  if (!names.output.empty()) text_.append(kArrow).append(names.output);
  if (!names.why.empty()) {
    text_.append(": ");
    coloured(result.outcome == Outcome::failed ? colour_of(Outcome::failed) : kDim, names.why);
  }
  text_.push_back('\n');
}

void TableWriter::rows() {
  for (const std::size_t index : ordered_rows(report_, style_.order)) {
    const FileResult& result = report_.files[index];
    if (!lists(result, report_.mode, style_.detail)) continue;
    if (style_.failures == Failures::left_out && result.outcome == Outcome::failed) continue;
    is_list_ ? plan(result) : sizes(result);
    if (has_loss_) loss(result);
    coloured(colour_of(result.outcome),
             fmt::format("{:<{}}", outcome_text(result.outcome, report_.mode), outcome_width_));
    text_.append("  ");
    names(result);
  }
}

/// For `xargs -0`: the inputs that would shrink (check) or be processed (list), as bytes, each once.
std::string nul_separated(const RunReport& report, RowOrder order) {
  std::string text;
  std::string_view last;
  for (const std::size_t index : ordered_rows(report, order)) {
    const FileResult& result = report.files[index];
    const bool done = report.mode == Mode::check ? is_offender(result) : is_changed(result);
    if (!done || result.input == last) continue;  // the outputs of one input are neighbours
    text.append(result.input).push_back('\0');
    last = result.input;
  }
  return text;
}

}  // namespace

std::string render_table(const RunReport& report, const TableStyle& style) {
  const bool names_only = report.mode == Mode::check || report.mode == Mode::list;
  if (style.separator == Separator::nul && names_only && style.detail != Detail::summary)
    return nul_separated(report, style.order);

  TableWriter table(report, style);
  table.rows();
  table.pruned();
  return table.take() + render_foot(report, style);
}

}  // namespace whittle
