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
    CHECK(display_width(line) <= 80);
  }
}

std::vector<FileResult> long_rows() {
  std::vector<FileResult> files = all_outcomes();
  for (FileResult& file : hostile_rows()) files.push_back(file);
  std::string deep = "assets/\xe5\x9b\xbe\xe5\x83\x8f/a/rather/deep/directory/with-a-long-name-that-goes-on.png";
  files.push_back(row(deep, Outcome::converted, Reason::none, 999'900, 998'000, Format::png, Format::webp));
  files.back().output = "dist/" + deep.substr(0, deep.size() - 3) + "webp";
  files.push_back(row(deep, Outcome::converted, Reason::none, 999'900, 998'000, Format::png, Format::avif));
  files.back().output = "dist/quite-another-name-that-is-as-long-as-the-other-one-was.avif";
  files.push_back(skipped(deep, Reason::verification_failed));
  files.push_back(failure(deep, Category::corrupt, Reason::corrupt, std::string(300, 'w')));
  return files;
}

TEST_CASE("on a terminal no line is longer than it is wide, whatever is shown") {
  for (const Mode mode : {Mode::write, Mode::dry_run, Mode::check, Mode::list}) {
    for (const Detail detail : {Detail::summary, Detail::normal, Detail::verbose}) {
      for (const int width : {40, 60, 72, 80, 100, 132, 200}) {
        TableStyle style;
        style.names = Names::sanitized;
        style.detail = detail;
        style.width = width;
        for (const std::string& line : lines_of(render_table(report_of(mode, long_rows()), style))) {
          INFO(line);
          CHECK(display_width(line) <= width);
        }
      }
    }
  }
}

TEST_CASE("an output that is called like its input gives way to it") {
  TableStyle style;
  style.names = Names::sanitized;
  style.width = 80;
  FileResult file = row("assets/pictures/photo-of-a-harbour.jpg", Outcome::converted, Reason::none, 2000, 1000,
                        Format::jpeg, Format::webp);
  const auto shown = [&](const std::string& output) {
    file.output = output;
    const std::string line = lines_of(render_table(report_of(Mode::write, {file}), style)).front();
    return line.substr(line.find("converted  ") + 11);
  };
  const std::string dots = "\xe2\x80\xa6";
  CHECK(shown("dist/pictures/photo-of-a-harbour.webp") == "assets/picture" + dots + "-a-harbour.jpg -> .webp");
  CHECK(shown("dist/pictures/photo-of-a-harbour-800.webp") == "assets/pictu" + dots + "-harbour.jpg -> -800.webp");
  CHECK(shown("dist/pictures/photo-of-a-harbour.jpg") == "assets/pictures/photo-of-a-harbour.jpg");
  CHECK(shown("dist/1600/0123456789abcdef.webp") == "assets/p" + dots + "bour.jpg -> dist/160" + dots + "def.webp");
  file.input = "assets/some/more/pictures/a.jpg";
  CHECK(shown("dist/some/more/pictures/another.webp").find(" -> dist/") != std::string::npos);
  file.input = "assets/pictures/photo-of-a-harbour.jpg";
  style.width = 120;
  CHECK(shown("dist/p.webp") == "assets/pictures/photo-of-a-harbour.jpg -> dist/p.webp");
}

TEST_CASE("failures that are told elsewhere are counted, not listed") {
  TableStyle style;
  style.failures = Failures::left_out;
  for (const Detail detail : {Detail::normal, Detail::verbose}) {
    style.detail = detail;
    const std::string text = render_table(report_of(Mode::write, all_outcomes()), style);
    CHECK(text.find("broken.png") == std::string::npos);
    CHECK(text.find(", 2 failed") != std::string::npos);
    CHECK(text.find("logo.png") != std::string::npos);
  }
}

TEST_CASE("-v speaks of the sandbox where a part of it is missing") {
  TableStyle style;
  style.detail = Detail::verbose;
  RunReport report = report_of(Mode::write, all_outcomes());
  report.sandbox = "worker processes with seccomp; missing: Landlock";
  CHECK(render_table(report, style).find("sandbox: worker processes with seccomp; missing: Landlock\n") !=
        std::string::npos);
  CHECK(render_table(report, {}).find("sandbox") == std::string::npos);
  report.sandbox_is_whole = true;
  CHECK(render_table(report, style).find("sandbox") == std::string::npos);
}

TEST_CASE("a summary has formats and totals and no rows") {
  TableStyle style;
  style.detail = Detail::summary;
  for (const Mode mode : {Mode::write, Mode::dry_run, Mode::check, Mode::list}) {
    const RunReport report = report_of(mode, all_outcomes());
    const std::vector<std::string> lines = lines_of(render_table(report, style));
    REQUIRE(lines.size() == 5);
    for (std::size_t i = 0; i < 4; ++i) CHECK(lines[i].starts_with("by format: "));
    CHECK(lines[4].find("9 files") != std::string::npos);
  }
}

TEST_CASE("bytes of several outputs are not called a saving") {
  std::vector<FileResult> files = {row("a", Outcome::converted, Reason::none, 1000, 900, Format::png, Format::webp),
                                   row("a", Outcome::converted, Reason::none, 1000, 800, Format::png, Format::avif)};
  const std::string text = render_table(report_of(Mode::write, files), {});
  CHECK(text.find("1 file, 2 outputs: 1 converted; 1.0 kB in, 1.7 kB out; ") != std::string::npos);
  CHECK(text.find("by format: png -> avif       1 of 1 changed  1.0 kB -> 800 B  20.0 %\n") != std::string::npos);
  CHECK(render_table(report_of(Mode::check, files), {}).find("1 of 1 file would shrink, saving 200 B; ") !=
        std::string::npos);
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
  std::vector<FileResult> files(100'000, row("some/directory/name.png", Outcome::optimized, Reason::none, 2000, 1000));
  for (std::size_t i = 0; i < files.size(); ++i) files[i].input += std::to_string(i);
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
