#include <string>

#include "tests/golden/golden.h"
#include "tests/support/reports.h"
#include "whittle/report.h"

namespace whittle::test {
namespace {

TableStyle verbose() {
  TableStyle style;
  style.detail = Detail::verbose;
  return style;
}

TableStyle terminal(int width) {
  TableStyle style;
  style.names = Names::sanitized;
  style.width = width;
  return style;
}

TEST_CASE("table of every outcome") {
  const RunReport report = report_of(Mode::write, all_outcomes());
  check_golden("table_write", render_table(report, {}));
  check_golden("table_write_verbose", render_table(report, verbose()));
  TableStyle coloured;
  coloured.colours = Colours::yes;
  check_golden("table_write_colours", render_table(report, coloured));
}

TEST_CASE("a summary, and rows in another order") {
  const RunReport report = report_of(Mode::write, all_outcomes());
  TableStyle summary;
  summary.detail = Detail::summary;
  check_golden("table_summary", render_table(report, summary));
  TableStyle sorted;
  sorted.order = RowOrder::saving;
  check_golden("table_by_saving", render_table(report, sorted));
}

TEST_CASE("table of a dry run says would") {
  check_golden("table_dry_run", render_table(report_of(Mode::dry_run, all_outcomes()), {}));
}

TEST_CASE("table of a check names offenders and failures only") {
  const RunReport report = report_of(Mode::check, all_outcomes());
  check_golden("table_check", render_table(report, {}));
  check_golden("table_check_verbose", render_table(report, verbose()));
}

TEST_CASE("table of a list says what would be done, or why not") {
  std::vector<FileResult> files = all_outcomes();
  files[1].frames = 12;
  for (FileResult& file : files) file.bytes_out = file.bytes_in;
  const RunReport report = report_of(Mode::list, files);
  check_golden("table_list", render_table(report, {}));
  check_golden("table_list_verbose", render_table(report, verbose()));
}

TEST_CASE("with -0 check and list print names only") {
  TableStyle style;
  style.separator = Separator::nul;
  std::vector<FileResult> files = all_outcomes();
  files.push_back(row("two\nlines\xff.png", Outcome::optimized, Reason::none, 20, 10));
  check_golden("names_check", render_table(report_of(Mode::check, files), style));
  check_golden("names_list", render_table(report_of(Mode::list, files), style));
}

TEST_CASE("tables of nothing, one file, and losses") {
  check_golden("table_empty", render_table(report_of(Mode::write, {}, 0), {}) +
                                  render_table(report_of(Mode::check, {}, 0), {}) +
                                  render_table(report_of(Mode::list, {}, 0), {}));
  const FileResult grown = row("a.png", Outcome::converted, Reason::none, 1000, 1300);
  const FileResult barely_grown = row("b.png", Outcome::converted, Reason::none, 1'000'000, 1'000'001);
  const FileResult barely_saved = row("c.png", Outcome::optimized, Reason::none, 1'000'000, 999'999);
  const FileResult from_nothing = row("d.png", Outcome::converted, Reason::none, 0, 10);
  check_golden("table_losses", render_table(report_of(Mode::write, {grown}), {}) +
                                   render_table(report_of(Mode::dry_run, {grown, barely_grown}), {}) +
                                   render_table(report_of(Mode::write, {barely_grown, barely_saved}), {}) +
                                   render_table(report_of(Mode::write, {barely_saved, from_nothing}), {}));
}

TEST_CASE("a walked tree full of other things stays short") {
  std::vector<FileResult> files;
  for (int i = 0; i < 10'000; ++i)
    files.push_back(skipped("doc" + std::to_string(i), Reason::unsupported_format, Format::unknown));
  for (int i = 0; i < 60; ++i)
    files.push_back(row("k" + std::to_string(i), Outcome::kept, Reason::already_optimal, 10, 10));
  files.push_back(skipped("linked.png", Reason::hard_link));
  files.push_back(row("a.png", Outcome::optimized, Reason::none, 2000, 1000));
  for (int i = 0; i < 70; ++i) files.push_back(skipped("u" + std::to_string(i), Reason::interrupted));
  RunReport report = report_of(Mode::write, files);
  report.interrupted_by = 2;
  check_golden("table_big_tree", render_table(report, {}));
}

TEST_CASE("hostile names in a table") {
  const RunReport report = report_of(Mode::write, hostile_rows());
  check_golden("table_hostile_pipe", render_table(report, {}));
  check_golden("table_hostile_terminal", render_table(report, terminal(80)));
}

TEST_CASE("names are shortened to the width of the terminal") {
  std::vector<FileResult> files = all_outcomes();
  files[1].input = "assets/some/deep/directory/with/a/photo.jpg";
  files[1].output = "out/photo.webp";
  files[2].input = "assets/some/deep/directory/with/a/photo.jpg";
  files[2].output = "out/some/deep/directory/with/a/photo.avif";
  check_golden("table_narrow", render_table(report_of(Mode::write, files), terminal(90)));
  check_golden("table_80", render_table(report_of(Mode::write, files), terminal(80)));
  TableStyle all = terminal(80);
  all.detail = Detail::verbose;
  check_golden("table_80_verbose", render_table(report_of(Mode::write, files), all));
  check_golden("table_50", render_table(report_of(Mode::write, files), terminal(50)));
}

}  // namespace
}  // namespace whittle::test
