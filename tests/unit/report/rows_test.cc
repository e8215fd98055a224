#include "report/rows.h"

#include <csignal>
#include <set>

#include "report/words.h"
#include "tests/support/catch.h"
#include "tests/support/reports.h"

namespace whittle::report {
namespace {

using namespace whittle::test;

TEST_CASE("every reason has words of its own") {
  std::set<std::string_view> seen;
  for (int i = 1; i <= static_cast<int>(Reason::cancelled); ++i) {
    const std::string_view text = reason_text(static_cast<Reason>(i));
    INFO(to_string(static_cast<Reason>(i)));
    CHECK_FALSE(text.empty());
    CHECK(text.back() != '.');
    CHECK(text.find('\n') == std::string_view::npos);
    CHECK(seen.insert(text).second);
  }
  CHECK(reason_text(Reason::none).empty());
}

TEST_CASE("every outcome has words in every mode") {
  for (const Mode mode : {Mode::write, Mode::check, Mode::dry_run, Mode::list}) {
    CHECK_FALSE(mode_name(mode).empty());
    for (const Outcome outcome : kOutcomes) {
      CHECK_FALSE(outcome_text(outcome, mode).empty());
      CHECK_FALSE(outcome_total_text(outcome, mode).empty());
    }
  }
  CHECK(outcome_text(Outcome::optimized, Mode::dry_run) == "would optimize");
  CHECK(outcome_text(Outcome::optimized, Mode::write) == to_string(Outcome::optimized));
}

TEST_CASE("the outcomes of a summary add up to its files") {
  const Summary summary = summarize(all_outcomes(), 1);
  std::size_t sum = 0;
  for (const Outcome outcome : kOutcomes) sum += count_of(summary, outcome);
  CHECK(sum == summary.files);
}

TEST_CASE("saved fraction is rounded down and keeps its sign") {
  CHECK(saved_fraction(1000, 710) == Approx(0.29));
  CHECK(saved_fraction(1000, 0) == 1.0);
  CHECK(saved_fraction(1'000'000, 999'999) == 0.0);
  CHECK(saved_fraction(1'000'000, 1) < 1.0);
  CHECK(saved_fraction(1'000'000, 1'000'001) == Approx(-0.001));
  CHECK(saved_fraction(100, 250) == Approx(-1.5));
  CHECK(saved_fraction(0, 0) == 0.0);
  CHECK(saved_fraction(0, 10) == 0.0);
  for (std::uint64_t percent = 0; percent <= 100; ++percent) {
    CHECK(saved_fraction(300, 300 - 3 * percent) == static_cast<double>(percent * 10) / 1000);
  }
}

TEST_CASE("failed and skipped rows save nothing, whatever sizes they carry") {
  FileResult failed = failure("a.png", Category::io, Reason::io_error, "read", 100);
  failed.bytes_out = 0;
  CHECK(saved_bytes(failed) == 0);
  FileResult skip = skipped("a.png", Reason::exists);
  skip.bytes_out = 1;
  CHECK(saved_bytes(skip) == 0);
  CHECK(saved_bytes(row("a.png", Outcome::converted, Reason::none, 10, 30)) == -20);
}

TEST_CASE("signed bytes") {
  CHECK(signed_bytes(0) == "0 B");
  CHECK(signed_bytes(-12) == "-12 B");
  CHECK(signed_bytes(12) == "12 B");
  CHECK(signed_bytes(INT64_MIN).front() == '-');
}

TEST_CASE("offenders are rows that would shrink") {
  CHECK(is_offender(row("a", Outcome::optimized, Reason::none, 10, 9)));
  CHECK_FALSE(is_offender(row("a", Outcome::converted, Reason::none, 10, 11)));
  CHECK_FALSE(is_offender(row("a", Outcome::kept, Reason::below_min_savings, 10, 9)));
  const Offenders offenders = count_offenders(report_of(Mode::check, all_outcomes()));
  CHECK(offenders.count == 2);
  CHECK(offenders.saved == 422'567 + 6109);
}

TEST_CASE("totals by format add up to the summary") {
  const std::vector<FileResult> files = all_outcomes();
  const Summary summary = summarize(files, 1);
  std::uint64_t bytes_in = 0, bytes_out = 0;
  for (const FormatTotals& row : totals_by_format(files)) {
    bytes_in += row.bytes_in;
    bytes_out += row.bytes_out;
    CHECK(row.changed <= row.files);
  }
  CHECK(bytes_in == summary.bytes_in);
  CHECK(bytes_out == summary.bytes_out);
}

TEST_CASE("explanations") {
  CHECK(explanation(failure("a", Category::corrupt, Reason::truncated, "no EOI")) == "corrupt: no EOI");
  CHECK(explanation(failure("a", Category::timeout, Reason::timeout, "")) ==
        "timeout: took longer than --timeout allows");
  FileResult without_error = failure("a", Category::io, Reason::no_space, "");
  without_error.error.reset();
  CHECK(explanation(without_error) == "no space left on the device");
  CHECK(explanation(row("a", Outcome::optimized, Reason::none, 2, 1)).empty());
  FileResult skipped = failure("a", Category::validation, Reason::unsupported, "is a lossy WebP: add -q");
  skipped.outcome = Outcome::skipped;
  CHECK(explanation(skipped) == "is a lossy WebP: add -q");
}

TEST_CASE("signal names") {
  CHECK(signal_name(SIGINT) == "SIGINT");
  CHECK(signal_name(SIGTERM) == "SIGTERM");
  CHECK(signal_name(40) == "signal 40");
}

TEST_CASE("unchanged rows are listed up to a number, and counted above it") {
  std::vector<FileResult> files;
  for (std::size_t i = 0; i < Selection::kMaxUnchanged; ++i) {
    files.push_back(row("k", Outcome::kept, Reason::already_optimal, 10, 10));
  }
  const RunReport few = report_of(Mode::write, files);
  CHECK(Selection(few, Detail::normal).lists(files[0]));
  CHECK(Selection(few, Detail::normal).unlisted().empty());

  files.push_back(skipped("s", Reason::gain_map));
  const RunReport many = report_of(Mode::write, files);
  const Selection selection(many, Detail::normal);
  CHECK_FALSE(selection.lists(files[0]));
  CHECK_FALSE(selection.lists(files.back()));
  REQUIRE(selection.unlisted().size() == 2);
  CHECK(selection.unlisted()[0].count == Selection::kMaxUnchanged);
  CHECK(Selection(many, Detail::verbose).lists(files[0]));
  CHECK(Selection(many, Detail::verbose).unlisted().empty());
}

TEST_CASE("what a run left undone is no long list in any mode") {
  for (const Mode mode : {Mode::write, Mode::check, Mode::dry_run, Mode::list}) {
    for (const Reason reason : {Reason::interrupted, Reason::cancelled}) {
      const RunReport report = report_of(mode, std::vector<FileResult>(1000, skipped("a.png", reason)));
      const Selection selection(report, Detail::normal);
      CHECK_FALSE(selection.lists(report.files[0]));
      REQUIRE(selection.unlisted().size() == 1);
      CHECK(selection.unlisted()[0].count == 1000);
    }
  }
}

TEST_CASE("every row is either listed or counted as not listed") {
  for (const Mode mode : {Mode::write, Mode::dry_run, Mode::list}) {
    for (const int copies : {1, 40}) {
      std::vector<FileResult> files;
      for (int i = 0; i < copies; ++i) {
        for (FileResult& file : all_outcomes()) files.push_back(file);
      }
      const RunReport report = report_of(mode, files);
      const Selection selection(report, Detail::normal);
      std::size_t rows = 0;
      for (const FileResult& file : report.files) rows += selection.lists(file) ? 1 : 0;
      for (const Selection::Unlisted& group : selection.unlisted()) rows += group.count;
      CHECK(rows == files.size());
    }
  }
}

}  // namespace
}  // namespace whittle::report
