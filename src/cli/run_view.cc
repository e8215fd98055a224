#include "cli/run_view.h"

#include <unistd.h>

#include <cstdio>

#include "sys/terminal.h"
#include "whittle/report.h"

namespace whittle::cli {
namespace {

using Kind = report::Progress::Kind;

report::Progress::Style progress_style(Kind kind) {
  report::Progress::Style style;
  style.kind = kind;
  style.width = [] { return sys::terminal_columns(STDERR_FILENO); };
  return style;
}

}  // namespace

std::optional<Kind> progress_kind(const Invocation& invocation, bool on_terminal) {
  switch (invocation.progress) {
    case ProgressWhen::never:
      return std::nullopt;
    case ProgressWhen::always:
      return Kind::line;
    case ProgressWhen::plain:
      return Kind::plain;
    case ProgressWhen::json:
      return Kind::json;
    case ProgressWhen::automatic:
      break;
  }
  if (invocation.errors == Errors::only || invocation.verbosity > 1) return std::nullopt;
  return on_terminal ? Kind::line : Kind::plain;
}

RunView::RunView(const Invocation& invocation, Output& output)
    : output_(output),
      streams_rows_(invocation.results == Results::ndjson),
      warns_(invocation.errors == Errors::and_warnings),
      kind_(progress_kind(invocation, sys::is_terminal(STDERR_FILENO))) {
  if (kind_) progress_.emplace(stderr, progress_style(*kind_));
}

void RunView::planned(std::size_t files, std::uint64_t bytes, double cost) {
  if (progress_) progress_->planned(files, bytes, cost);
}

void RunView::started(std::size_t index, std::string_view input, double cost) {
  if (progress_) progress_->started(index, input, cost);
}

void RunView::finished(const FileResult& result, double cost) {
  if (streams_rows_) {
    const auto print = [&] {
      output_.write(render_ndjson(result));
      output_.flush();  // whoever reads the rows reads them as they come
    };
    if (progress_)
      progress_->above(print);
    else
      print();
  }
  if (progress_) progress_->finished(result, cost);
}

void RunView::warned(std::string_view message) {
  if (!warns_) return;
  if (progress_ && kind_ != Kind::plain)
    progress_->warned(message);
  else
    complain(message);
}

RunView::Said RunView::end(const std::string& note) {
  Said said = Said::no;
  if (!note.empty() && kind_ == Kind::json) {
    warned(note);
    said = Said::yes;
  }
  if (progress_) progress_->finish();
  return said;
}

}  // namespace whittle::cli
