#include "cli/config_file.h"

#include <random>

#include "cli/configuration.h"
#include "cli/options.h"
#include "tests/support/catch.h"

using namespace whittle;
using namespace whittle::cli;

namespace {

std::variant<ConfigFile, Error> parse(const std::string& text) {
  return configuration_for({}, {"a"})->parse(text, "w");
}

ConfigFile parsed(const std::string& text) {
  auto file = parse(text);
  if (const auto* const error = std::get_if<Error>(&file)) FAIL(error->path << ": " << error->message);
  return std::get<ConfigFile>(file);
}

/// Where and what is wrong with `text`.
std::string wrong(const std::string& text) {
  const auto file = parse(text);
  const auto* const error = std::get_if<Error>(&file);
  if (error == nullptr) return "";
  CHECK(error->category == Category::usage);
  CHECK(error->message.find('\n') == std::string::npos);
  return error->path + ": " + error->message;
}

std::string value(const std::string& line) {
  const ConfigFile file = parsed("[options]\n" + line + "\n");
  return file.rules.at(0).settings.at(0).text;
}

std::variant<Options, Error> options(const std::vector<Given>& given, const std::vector<Setting>& settings,
                                     Destined destined = Destined::directory, bool lock = false) {
  std::vector<Held> held;
  for (const Setting& setting : settings) held.push_back({setting, "w", "", lock});
  return configuration_for(given, {"a"})->options(held, destined);
}

Options said(const std::vector<Given>& given, const std::vector<Setting>& settings,
             Destined destined = Destined::directory, bool lock = false) {
  auto made = options(given, settings, destined, lock);
  if (const auto* const error = std::get_if<Error>(&made)) FAIL(error->message);
  return std::get<Options>(made);
}

}  // namespace

TEST_CASE("[options] come first, rules in their order") {
  const ConfigFile file = parsed(
      "[[rule]]\nmatch = 'a'\neffort = 1\n[[rule]]\nmatch = ['b', '!c']\nlock = true\nskip = true\n[options]\neffort = "
      "3\n");
  REQUIRE(file.rules.size() == 3);
  CHECK(file.rules[0].match.empty());
  CHECK(file.rules[0].settings.at(0).text == "3");
  CHECK(file.rules[0].settings.at(0).line == 9);
  CHECK(file.rules[1].match == std::vector<std::string>{"a"});
  CHECK(file.rules[2].match == std::vector<std::string>{"b", "!c"});
  CHECK(file.rules[2].lock);
  CHECK(file.rules[2].settings.at(0).key == "skip");
  CHECK(parsed("").rules.empty());
}

TEST_CASE("values are what stands on a command line") {
  CHECK(value("quality = 80") == "80");
  CHECK(value("quality = 'auto:85'") == "auto:85");
  CHECK(value("quality = ['80', 'avif=60']") == "80,avif=60");
  CHECK(value("format = ['webp', 'avif']") == "webp,avif");
  CHECK(value("strip = 'safe'") == "safe");
  CHECK(value("budget = 200000") == "200000");
  CHECK(value("min-savings = '5%'") == "5%");
  CHECK(value("baseline = true") == "true");
  CHECK(value("baseline = false") == kDefault);
  CHECK(value("quality = 'default'") == kDefault);
}

TEST_CASE("mistakes are named with their place and the nearest name") {
  CHECK(wrong("[options]\n  qualtiy = 80\n") == "w:2:3: unknown key 'qualtiy': did you mean quality?");
  CHECK(wrong("[options]\nquality = 800\n").starts_with("w:2:11: --quality: "));
  CHECK(wrong("[options]\njobs = 3\n").find("whole run") != std::string::npos);
  CHECK(wrong("[[rule]]\nmach = 'a'\n").find("did you mean match?") != std::string::npos);
  CHECK(wrong("[options]\nq = 80\n").find("unknown key 'q'") != std::string::npos);
}

TEST_CASE("no option that names, writes or runs anything can be said") {
  for (const OptionInfo& option : describe_options()) {
    if (option.concerns == Concerns::input || option.key().empty()) continue;
    INFO(option.key());
    CHECK(!wrong("[options]\n" + option.key() + " = 'x'\n").empty());
    CHECK(!wrong("[options]\n" + option.key() + " = true\n").empty());
  }
  for (const char* key : {"paths", "worker_program", "h", "i", "o", "-i", "--output", "in-place,x"})
    CHECK(!wrong(std::string("[options]\n\"") + key + "\" = true\n").empty());
}

TEST_CASE("the command line wins, but over what is locked") {
  const std::vector<Given> given = {{"--output", "out"}, {"--effort", "9"}, {"-s", "true"}};
  CHECK(said(given, {{"effort", "1"}, {"quality", "70"}}).effort == 9);
  CHECK(said(given, {{"effort", "1"}, {"quality", "70"}}).quality == Quality(70));
  CHECK(said(given, {{"effort", "1"}}, Destined::directory, true).effort == 1);
  CHECK(said(given, {{"strip", "gps"}}).strip == kSafeStrip);
  CHECK(said(given, {{"strip", "gps"}}, Destined::directory, true).strip == bit(Metadata::gps));
  CHECK(said(given, {{"effort", "default"}}, Destined::directory, true).effort == Options{}.effort);
  CHECK(said(given, {{"skip", "true"}}).skip);
}

TEST_CASE("formats and sizes are of outputs with names of their own") {
  const std::vector<Given> given = {{"--output", "out"}};
  const std::vector<Setting> settings = {{"format", "webp"}, {"resize", "10x"}};
  CHECK(said(given, settings).formats == std::vector{Format::webp});
  CHECK(said(given, settings).resizes.size() == 1);
  CHECK(said(given, settings, Destined::one_file).formats.empty());
  CHECK(said(given, settings, Destined::one_file).resizes.size() == 1);
  CHECK(said({{"--in-place", "true"}}, settings, Destined::in_place).formats.empty());
  CHECK(said({{"--in-place", "true"}}, settings, Destined::in_place).resizes.empty());
  CHECK(said({{"--in-place", "true"}}, {{"budget", "5kB"}}, Destined::in_place).budget == std::nullopt);
}

TEST_CASE("what makes no sense together is an error") {
  const auto made = options({{"--output", "out"}}, {{"min-quality", "30"}});
  CHECK(std::holds_alternative<Error>(made));
}

TEST_CASE("characters beyond ASCII are for strings and comments") {
  const auto is_read = [](const char* text) { return std::holds_alternative<ConfigFile>(parse(text)); };
  CHECK(!is_read("\u00e9 = 1\n"));
  CHECK(!is_read("[options]\n\u00e9 = 1\n"));
  CHECK(!is_read("[options]\neffort = 1 \u00a0\n"));
  CHECK(is_read("# \u00e9\n[[rule]] # \"\u00e9\nmatch = [\"\\\"\u00e9\", '\u00e9\\', "
                "\"\"\"a\"\n\"\u00e9\"\"\"]\neffort = 1\n") ==
        is_read("# e\n[[rule]] # \"e\nmatch = [\"\\\"e\", 'e\\', \"\"\"a\"\n\"e\"\"\"]\neffort = 1\n"));
  CHECK(is_read("# \u00e9\n[[rule]] # \"\u00e9\nmatch = [\"\\\"\u00e9\", '\u00e9\\']\neffort = 1\n"));
}

TEST_CASE("whatever the bytes, parsing ends") {
  std::mt19937 random(7);
  const std::string letters = "[]{}=.\"'\\#\n\t ab1-_,:\xc3\xa9";
  for (int i = 0; i < 3000; ++i) {
    std::string text = random() % 2 == 0 ? "[options]\n" : "[[rule]]\n";
    for (std::size_t n = random() % 60; n > 0; --n) text += letters[random() % letters.size()];
    (void)parse(text);
  }
  SUCCEED();
}

TEST_CASE("what is printed is read again") {
  Configured configured;
  configured.settings.push_back({{"background", "#fff"}, "dir\nty/whittle.toml", "a\nb", false});
  const std::string text = render_config("a\n[options]", &configured, {{"--quality", "80"}, {"-s", "true"}});
  CHECK(parsed("[options]\n" + text).rules.at(0).settings.size() == 3);
}
