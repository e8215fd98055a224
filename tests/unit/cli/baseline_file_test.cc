#include "cli/baseline_file.h"

#include "tests/support/catch.h"

using namespace whittle;
using namespace whittle::cli;

namespace {

BaselineSizes parsed(const std::string& text) {
  const auto sizes = parse_baseline(text, "/r");
  INFO((sizes.ok() ? "" : sizes.error().message));
  REQUIRE(sizes.ok());
  return *sizes;
}

}  // namespace

TEST_CASE("a baseline is read as it was written, names relative to it") {
  const BaselineSizes sizes = {{"/r/a\tb%\n.png", 7}, {"/r/img/a.png", 12}, {"/other/\xff.png", 3}};
  const std::string text = render_baseline(sizes, "/r");
  CHECK(text == "whittle-baseline 1\n../other/\xff.png\t3\na%09b%25%0A.png\t7\nimg/a.png\t12\n");
  CHECK(parsed(text) == sizes);
}

TEST_CASE("of a name that is listed twice the fewer bytes count") {
  const std::string head(kBaselineHead);
  CHECK(parsed(head + "a\t5\na\t3\n").at("/r/a") == 3);
  CHECK(parsed(head + "a\t3\n./a\t5").at("/r/a") == 3);
  CHECK(parsed(head).empty());
}

TEST_CASE("what is no line of a baseline is an error with its number") {
  const std::string head(kBaselineHead);
  for (const char* line :
       {"a", "a 5", "\t5", "a\t", "a\t-1", "a\t5x", "a%\t5", "a%00\t5", "a\t99999999999999999999", "<<<<<<< HEAD"}) {
    const auto sizes = parse_baseline(head + "b\t1\n" + line + "\n", "/r");
    INFO(line);
    REQUIRE(!sizes.ok());
    CHECK(sizes.error().message.find("line 3") != std::string::npos);
  }
  CHECK(!parse_baseline("", "/r").ok());
  CHECK(!parse_baseline("whittle-baseline 2\n", "/r").ok());
}

TEST_CASE("an update lists findings, drops what is done, and keeps what was not looked at while it is there") {
  const auto row = [](std::size_t index, const std::string& input, std::uint64_t in, std::uint64_t out) {
    FileResult result;
    result.index = index;
    result.input = input;
    result.format_in = Format::png;
    result.outcome = in == out ? Outcome::kept : Outcome::optimized;
    result.bytes_in = in;
    result.bytes_out = out;
    return result;
  };
  RunReport report;
  report.mode = Mode::check;
  report.files = {row(0, "/r/shrinks.png", 10, 5), row(1, "/r/fine.png", 10, 10), row(2, "/r/large.png", 10, 10),
                  row(3, "/r/broken.png", 10, 10)};
  report.files[2].budget = 9;
  report.files[3].outcome = Outcome::failed;
  const BaselineSizes before = {{"/r/fine.png", 99}, {"/r/large.png", 4}, {"/proc/self/status", 8}, {"/r/gone.png", 8}};
  CHECK(updated_baseline(before, report) ==
        BaselineSizes{{"/proc/self/status", 8}, {"/r/large.png", 10}, {"/r/shrinks.png", 10}});
}
