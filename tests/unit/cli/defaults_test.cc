#include "cli/defaults.h"

#include "cli/options.h"
#include "tests/support/catch.h"

using namespace whittle;
using namespace whittle::cli;

namespace {

using Words = std::vector<std::string>;

Words words(std::string_view text) {
  const auto split = split_words(text);
  REQUIRE(split.ok());
  return *split;
}

Invocation parsed(const Words& arguments, std::string_view defaults) {
  const Result<Invocation> result = parse_command_line(arguments, defaults);
  INFO((result.ok() ? "" : result.error().message));
  REQUIRE(result.ok());
  return *result;
}

}  // namespace

TEST_CASE("words are split as a shell does it, and nothing is expanded") {
  CHECK(words("").empty());
  CHECK(words(" \t\n").empty());
  CHECK(words(" -q  80\t-i ") == Words{"-q", "80", "-i"});
  CHECK(words("'a b' \"c d\" e\\ f") == Words{"a b", "c d", "e f"});
  CHECK(words("a'b'\"c\"d") == Words{"abcd"});
  CHECK(words("'' \"\"") == Words{"", ""});
  CHECK(words("'\\' \"\\\"\" $HOME *") == Words{"\\", "\"", "$HOME", "*"});
  CHECK(!split_words("'a").ok());
  CHECK(!split_words("a\"").ok());
}

TEST_CASE("defaults count where the command line says nothing of the matter") {
  CHECK(parsed({"-i", "a"}, "-e 7").options.effort == 7);
  CHECK(parsed({"-i", "-e", "3", "a"}, "-e 7").options.effort == 3);
  CHECK(parsed({"-i", "a"}, "-o out").options.destination == Destination(InPlace{}));
  CHECK(parsed({"-i", "--strip", "gps", "a"}, "-s").options.strip == bit(Metadata::gps));
  CHECK(parsed({"-o", "out", "-f", "webp", "a"}, "-f avif").options.formats == std::vector{Format::webp});
  CHECK(parsed({"--check", "a"}, "-n").options.mode == Mode::check);
}

TEST_CASE("what is wrong in WHITTLE_OPTIONS says so") {
  for (const char* wrong : {"-e 17", "a.png", "--nonsense", "'-i"}) {
    const Result<Invocation> result = parse_command_line({"-i", "a"}, wrong);
    INFO(wrong);
    REQUIRE(!result.ok());
    CHECK(result.error().category == Category::usage);
  }
}
