#include "cli/exit_code.h"

#include "tests/support/catch.h"

using namespace whittle;
using namespace whittle::cli;

namespace {

RunReport report_of(Mode mode, const std::vector<FileResult>& files) {
  RunReport report;
  report.mode = mode;
  report.files = files;
  report.summary = summarize(files, 0);
  return report;
}

FileResult row(Outcome outcome, std::uint64_t bytes_in = 100, std::uint64_t bytes_out = 50) {
  FileResult result;
  result.outcome = outcome;
  result.bytes_in = bytes_in;
  result.bytes_out = bytes_out;
  if (outcome == Outcome::failed) result.error = std::make_shared<const Error>();
  return result;
}

}  // namespace

TEST_CASE("2 beats 3 beats 1 beats 0") {
  const std::vector<ExitCode> rising = {ExitCode::done, ExitCode::work_found, ExitCode::failed, ExitCode::usage};
  for (std::size_t a = 0; a < rising.size(); ++a) {
    for (std::size_t b = 0; b < rising.size(); ++b) CHECK(merge(rising[a], rising[b]) == rising[std::max(a, b)]);
  }
}

TEST_CASE("the numbers are those of the contract") {
  CHECK(static_cast<int>(ExitCode::done) == 0);
  CHECK(static_cast<int>(ExitCode::work_found) == 1);
  CHECK(static_cast<int>(ExitCode::usage) == 2);
  CHECK(static_cast<int>(ExitCode::failed) == 3);
}

TEST_CASE("kept and skipped count as success") {
  const std::vector<FileResult> files = {row(Outcome::kept, 100, 100), row(Outcome::skipped, 100, 100)};
  CHECK(exit_code(report_of(Mode::write, files)) == ExitCode::done);
  CHECK(exit_code(report_of(Mode::check, files)) == ExitCode::done);
  CHECK(exit_code(report_of(Mode::write, {})) == ExitCode::done);
}

TEST_CASE("only --check has found work") {
  const std::vector<FileResult> files = {row(Outcome::optimized)};
  CHECK(exit_code(report_of(Mode::check, files)) == ExitCode::work_found);
  CHECK(exit_code(report_of(Mode::write, files)) == ExitCode::done);
  CHECK(exit_code(report_of(Mode::dry_run, files)) == ExitCode::done);
  CHECK(exit_code(report_of(Mode::list, files)) == ExitCode::done);
}

TEST_CASE("a conversion that grows is no work found") {
  CHECK(exit_code(report_of(Mode::check, {row(Outcome::converted, 100, 120)})) == ExitCode::done);
}

TEST_CASE("one failure fails the run, in every mode") {
  const std::vector<FileResult> files = {row(Outcome::optimized), row(Outcome::failed)};
  for (const Mode mode : {Mode::write, Mode::check, Mode::dry_run, Mode::list}) {
    CHECK(exit_code(report_of(mode, files)) == ExitCode::failed);
  }
}

TEST_CASE("a run that did not begin is a usage error, or a failure of the machine") {
  Error error;
  error.category = Category::usage;
  CHECK(exit_code(error) == ExitCode::usage);
  error.category = Category::io;
  CHECK(exit_code(error) == ExitCode::failed);
}
