#include <string>

#include "report/progress.h"
#include "tests/golden/golden.h"
#include "tests/support/memory_stream.h"
#include "tests/support/reports.h"

namespace whittle::test {
namespace {

using report::Progress;
using report::ProgressState;

/// A run of twelve files on a clock that only moves when told to.
std::string run(Progress::Kind kind) {
  MemoryStream stream;
  Progress::Clock::time_point now{};
  Progress::Style style;
  style.kind = kind;
  style.ticker = Progress::Ticker::no;
  style.width = [] { return 90; };
  style.now = [&now] { return now; };
  Progress progress(stream.get(), style);
  const auto pass = [&](int milliseconds) {
    now += std::chrono::milliseconds(milliseconds);
    progress.tick();
  };

  pass(500);
  progress.planned(13, 12'000'000, 12);
  FileResult text = skipped("notes.txt", Reason::unsupported_format, Format::unknown, 1'000'000);
  text.index = 12;
  progress.finished(text, 0);
  for (std::size_t i = 0; i < 12; ++i) {
    const std::string name = i == 3 ? "evil\n\x1b[31m\xff.png" : "image" + std::to_string(i) + ".png";
    progress.started(i, name, 1);
    pass(50);
    if (i == 6) progress.warned("no fsync on \x1b[2J this file system");
    pass(450);
    FileResult result = row(name, Outcome::optimized, Reason::none, 1'000'000, 400'000);
    if (i == 4) result = failure(name, Category::corrupt, Reason::truncated, "ends too early", 1'000'000);
    result.index = i;
    progress.finished(result, 1);
  }
  progress.finish();
  return stream.text();
}

TEST_CASE("progress line as it is drawn") {
  std::string text = run(Progress::Kind::line);
  // A line of the golden file for each redraw.
  for (std::size_t at = 0; (at = text.find('\r', at)) != std::string::npos; at += 2) text.insert(at, 1, '\n');
  check_golden("progress_line", text + "\n");
}

TEST_CASE("progress events") {
  check_golden("progress_events", run(Progress::Kind::json));
}

TEST_CASE("progress line at many widths") {
  ProgressState state;
  state.planned = true;
  state.files_total = 272;
  state.files_done = 123;
  state.failed = 2;
  state.bytes_done = 34'000'000;
  state.bytes_saved = 12'300'000;
  state.seconds = 10;
  state.work_seconds = 10;
  state.cost_share = 0.456;
  state.eta_seconds = 64.2;
  state.active = {{3, "deep/directory/with/a/photo.jpg"}, {4, "\xe5\x9b\xbe\xe5\x83\x8f.png"}, {5, "c.png"}};
  std::string text;
  for (const int width : {0, 1, 10, 20, 30, 45, 60, 80, 100, 120, 160}) {
    const std::string line = progress_line(state, width);
    CHECK(display_width(line) <= std::max(0, width - 1));
    text += std::to_string(width) + "|" + line + "|\n";
  }
  state.bytes_saved = -500;
  state.eta_seconds.reset();
  text += "grew|" + progress_line(state, 120) + "|\n";
  state.cost_share.reset();
  text += "by files|" + progress_line(state, 120) + "|\n";
  check_golden("progress_widths", text);
}

}  // namespace
}  // namespace whittle::test
