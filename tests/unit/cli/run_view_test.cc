#include "cli/run_view.h"

#include "tests/support/catch.h"

using namespace whittle;
using namespace whittle::cli;
using Kind = report::Progress::Kind;

TEST_CASE("progress is a bar on a terminal and a line now and then elsewhere") {
  Invocation invocation;
  CHECK(progress_kind(invocation, true) == Kind::line);
  CHECK(progress_kind(invocation, false) == Kind::plain);
  CHECK(report::Progress::Style{}.interval == std::chrono::seconds(30));
}

TEST_CASE("no progress by itself with --quiet, nor between the lines of a log") {
  Invocation quiet, log, verbose;
  quiet.errors = Errors::only;
  log.verbosity = 2;
  verbose.verbosity = 1;
  for (const bool on_terminal : {false, true}) {
    CHECK_FALSE(progress_kind(quiet, on_terminal));
    CHECK_FALSE(progress_kind(log, on_terminal));
    CHECK(progress_kind(verbose, on_terminal));
  }
}

TEST_CASE("what is said of progress holds on every stream") {
  Invocation invocation;
  invocation.errors = Errors::only;
  for (const bool on_terminal : {false, true}) {
    invocation.progress = ProgressWhen::always;
    CHECK(progress_kind(invocation, on_terminal) == Kind::line);
    invocation.progress = ProgressWhen::plain;
    CHECK(progress_kind(invocation, on_terminal) == Kind::plain);
    invocation.progress = ProgressWhen::json;
    CHECK(progress_kind(invocation, on_terminal) == Kind::json);
    invocation.progress = ProgressWhen::never;
    CHECK_FALSE(progress_kind(invocation, on_terminal));
  }
}
