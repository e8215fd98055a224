#include "cli/run_view.h"

#include <unistd.h>

#include <cstdio>

#include "sys/terminal.h"
#include "whittle/report.h"

namespace whittle::cli {
namespace {

bool shows_progress(const Invocation& invocation) {
  switch (invocation.progress) {
    case ProgressWhen::never:
      return false;
    case ProgressWhen::always:
    case ProgressWhen::json:
      return true;
    case ProgressWhen::automatic:
      break;
  }
  const bool is_ours =
      invocation.errors == Errors::and_warnings && invocation.verbosity < 2;  // no lines of a log between
  return is_ours && sys::is_terminal(STDERR_FILENO);
}

report::Progress::Style progress_style(const Invocation& invocation) {
  report::Progress::Style style;
  if (invocation.progress == ProgressWhen::json) style.kind = report::Progress::Kind::json;
  style.width = [] { return sys::terminal_columns(STDERR_FILENO); };
  return style;
}

}  // namespace

RunView::RunView(const Invocation& invocation, Output& output)
    : output_(output),
      streams_rows_(invocation.results == Results::ndjson),
      warns_(invocation.errors == Errors::and_warnings) {
  if (shows_progress(invocation)) progress_.emplace(stderr, progress_style(invocation));
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
  if (progress_)
    progress_->warned(message);
  else
    complain(message);
}

void RunView::end() {
  if (progress_) progress_->finish();
}

}  // namespace whittle::cli
