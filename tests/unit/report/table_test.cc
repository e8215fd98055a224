#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "base/text.h"
#include "tests/support/catch.h"
#include "tests/support/reports.h"
#include "whittle/report.h"

namespace whittle {
namespace {

using namespace whittle::test;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST_CASE("names of all rows begin in one column") {
  for (const Mode mode : {Mode::write, Mode::dry_run, Mode::list}) {
    const RunReport report = report_of(mode, all_outcomes());
    const std::vector<std::string> lines = lines_of(render_table(report, {}));
    std::size_t column = 0;
    for (const std::string& line : lines) {
      const std::size_t at = line.find("assets/");
      if (at == std::string::npos) continue;
      if (column == 0) column = at;
      CHECK(at == column);
    }
    CHECK(column > 0);
  }
}

TEST_CASE("colours, sanitizing and width change no column") {
  const RunReport report = report_of(Mode::write, all_outcomes());
  TableStyle style;
  style.colours = Colours::yes;
  style.names = Names::sanitized;
  style.width = 500;
  std::string text = render_table(report, style);
  for (std::size_t at; (at = text.find('\x1b')) != std::string::npos;) text.erase(at, text.find('m', at) - at + 1);
  CHECK(text == render_table(report, {}));
}

TEST_CASE("sanitized tables hold no control characters and fit the width") {
  TableStyle style;
  style.names = Names::sanitized;
  style.width = 80;
  std::vector<FileResult> files = hostile_rows();
  for (const std::string& line : lines_of(render_table(report_of(Mode::write, files), style))) {
    CHECK(std::none_of(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }));
    CHECK(is_valid_utf8(line));
    if (line.find("optimized  ") != std::string::npos) CHECK(display_width(line) <= 80);
  }
}

TEST_CASE("raw names are the bytes as given") {
  const std::string text = render_table(report_of(Mode::write, hostile_rows()), {});
  for (const std::string& name : hostile_names()) CHECK(text.find(name) != std::string::npos);
}

TEST_CASE("a loss never looks like a saving") {
  for (const std::uint64_t out : {1001ULL, 1010ULL, 2000ULL, 1'000'000'000ULL}) {
    const std::string text =
        render_table(report_of(Mode::write, {row("a", Outcome::converted, Reason::none, 1000, out)}), {});
    CHECK(text.find(" -") != std::string::npos);
    CHECK(text.find("saved") == std::string::npos);
    CHECK(text.find("grew by") != std::string::npos);
  }
}

TEST_CASE("a hundred thousand files give a line each") {
  const std::vector<FileResult> files(100'000,
                                      row("some/directory/name.png", Outcome::optimized, Reason::none, 2000, 1000));
  const std::string text = render_table(report_of(Mode::write, files), {});
  CHECK(std::count(text.begin(), text.end(), '\n') == 100'001);
}

TEST_CASE("-0 leaves the other modes alone") {
  TableStyle style;
  style.separator = Separator::nul;
  const RunReport report = report_of(Mode::write, all_outcomes());
  CHECK(render_table(report, style) == render_table(report, {}));
  CHECK(render_table(report_of(Mode::check, {}), style).empty());
}

}  // namespace
}  // namespace whittle
