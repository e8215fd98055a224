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
  CHECK(sum == summary.inputs);
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

TEST_CASE("the smallest output of an input is what --check saves") {
  std::vector<FileResult> files(3, row("a", Outcome::converted, Reason::none, 100, 90));
  files[1].bytes_out = 40;
  files[2].bytes_out = 120;
  files.push_back(row("b", Outcome::converted, Reason::none, 100, 120));
  files.push_back(row("c", Outcome::optimized, Reason::none, 100, 99));
  CHECK(offenders_of(files) == std::vector<std::size_t>{1, 4});
  const Offenders offenders = count_offenders(report_of(Mode::check, files));
  CHECK(offenders.count == 2);
  CHECK(offenders.saved == 61);
}

TEST_CASE("totals by format: outputs add up to the summary, inputs count once in each") {
  const RunReport report = report_of(Mode::write, all_outcomes());
  std::uint64_t bytes_out = 0;
  std::size_t outputs = 0;
  for (const FormatTotals& row : totals_by_format(report)) {
    bytes_out += row.bytes_out;
    outputs += row.outputs;
    CHECK(row.changed <= row.outputs);
    CHECK(row.inputs <= row.outputs);
  }
  CHECK(bytes_out == report.summary.bytes_out);
  CHECK(outputs == report.summary.outputs);

  std::vector<FileResult> sizes(3, row("a", Outcome::converted, Reason::none, 100, 30, Format::png, Format::webp));
  sizes.push_back(row("b", Outcome::converted, Reason::none, 50, 30, Format::png, Format::webp));
  const std::vector<FormatTotals> one = totals_by_format(report_of(Mode::write, sizes));
  REQUIRE(one.size() == 1);
  CHECK(one[0].inputs == 2);
  CHECK(one[0].outputs == 4);
  CHECK(one[0].bytes_in == 150);
  CHECK(one[0].bytes_out == 120);
}

TEST_CASE("one line says how many converted files have a position") {
  std::vector<FileResult> files = all_outcomes();
  CHECK(note_on_positions(report_of(Mode::write, files)).empty());
  files[1].has_position = true;
  CHECK(note_on_positions(report_of(Mode::write, files)) ==
        "1 converted file says where it was taken (GPS): -s removes that");
  files[2].has_position = true;
  CHECK(note_on_positions(report_of(Mode::write, files)) ==
        "2 converted files say where they were taken (GPS): -s removes that");
  CHECK(note_on_positions(report_of(Mode::dry_run, files)) ==
        "2 converted files would say where they were taken (GPS): -s removes that");
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

TEST_CASE("what changed or failed is listed, the rest is counted, -v lists all") {
  const std::vector<FileResult> files = all_outcomes();
  for (const Mode mode : {Mode::write, Mode::dry_run, Mode::check, Mode::list}) {
    for (const FileResult& file : files) {
      INFO(file.input << " " << mode_name(mode));
      CHECK(lists(file, mode, Detail::verbose));
      CHECK_FALSE(lists(file, mode, Detail::summary));
      const bool changed = file.outcome == Outcome::optimized || file.outcome == Outcome::converted;
      if (file.outcome == Outcome::failed) CHECK(lists(file, mode, Detail::normal));
      if (mode == Mode::check && changed) CHECK(lists(file, mode, Detail::normal) == is_offender(file));
      if (mode == Mode::write || mode == Mode::dry_run) {
        CHECK(lists(file, mode, Detail::normal) == (changed || file.outcome == Outcome::failed));
      }
    }
  }
}

TEST_CASE("a list says why not, but not of what was left out or undone") {
  CHECK(lists(skipped("a", Reason::gain_map), Mode::list, Detail::normal));
  CHECK(lists(row("a", Outcome::kept, Reason::already_optimal, 1, 1), Mode::list, Detail::normal));
  CHECK_FALSE(lists(skipped("a", Reason::excluded), Mode::list, Detail::normal));
  CHECK_FALSE(lists(skipped("a", Reason::unsupported_format, Format::unknown), Mode::list, Detail::normal));
  CHECK(lists(skipped("a", Reason::unsupported_format), Mode::list, Detail::normal));
  for (const Reason reason : {Reason::interrupted, Reason::cancelled})
    CHECK_FALSE(lists(skipped("a", reason), Mode::list, Detail::normal));
}

TEST_CASE("every row is either listed or counted, an input once") {
  for (const Mode mode : {Mode::write, Mode::dry_run, Mode::list}) {
    const RunReport report = report_of(mode, all_outcomes());
    std::size_t rows = 0;
    for (const FileResult& file : report.files) rows += lists(file, mode, Detail::normal) ? 1 : 0;
    for (const Unchanged& group : unchanged_inputs(report, Detail::normal)) rows += group.inputs;
    CHECK(rows == report.files.size());
  }
  const RunReport twice =
      report_of(Mode::write, std::vector<FileResult>(2, row("a", Outcome::kept, Reason::not_smaller, 10, 10)));
  REQUIRE(unchanged_inputs(twice, Detail::normal).size() == 1);
  CHECK(unchanged_inputs(twice, Detail::normal)[0].inputs == 1);
  CHECK(unchanged_inputs(report_of(Mode::check, all_outcomes()), Detail::normal).empty());
  CHECK(unchanged_inputs(report_of(Mode::check, all_outcomes()), Detail::verbose).size() == 5);
}

TEST_CASE("what is counted says its cause, where all have one") {
  const auto unsupported = [](std::string input, std::string cause) {
    FileResult result = skipped(std::move(input), Reason::unsupported);
    result.error =
        std::make_shared<const Error>(Error{Category::validation, Reason::unsupported, std::move(cause), result.input});
    return result;
  };
  std::vector<FileResult> files = {unsupported("a", "is a lossy WebP: add -q"),
                                   unsupported("b", "is a lossy WebP: add -q")};
  CHECK(unchanged_inputs(report_of(Mode::write, files), Detail::normal).at(0).why == "is a lossy WebP: add -q");
  files.push_back(unsupported("c", "has a palette"));
  files.push_back(unsupported("d", "is a lossy WebP: add -q"));
  const std::vector<Unchanged> groups = unchanged_inputs(report_of(Mode::write, files), Detail::normal);
  REQUIRE(groups.size() == 1);
  CHECK(groups[0].inputs == 4);
  CHECK(groups[0].why == reason_text(Reason::unsupported));
}

TEST_CASE("rows are ordered by name, saving or size, equal ones as they came") {
  std::vector<FileResult> files;
  files.push_back(row("c", Outcome::optimized, Reason::none, 10, 5));
  files.push_back(row("a", Outcome::kept, Reason::already_optimal, 30, 30));
  files.push_back(failure("d", Category::io, Reason::io_error, "read", 20));
  files.push_back(row("b", Outcome::converted, Reason::none, 20, 30));
  files.push_back(row("b", Outcome::converted, Reason::none, 20, 10));
  const RunReport report = report_of(Mode::write, files);
  using Rows = std::vector<std::size_t>;
  CHECK(ordered_rows(report, RowOrder::input) == Rows{0, 1, 2, 3, 4});
  CHECK(ordered_rows(report, RowOrder::name) == Rows{1, 3, 4, 0, 2});
  CHECK(ordered_rows(report, RowOrder::saving) == Rows{4, 0, 1, 2, 3});
  CHECK(ordered_rows(report, RowOrder::size) == Rows{1, 2, 3, 4, 0});
}

}  // namespace
}  // namespace whittle::report
