#include "cli/defaults.h"

#include <algorithm>
#include <array>
#include <utility>

#include "cli/numbers.h"

namespace whittle::cli {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kMatters = {{
    {"--in-place", "--output"},
    {"-s", "--strip"},
    {"--keep", "--strip"},
    {"--dry-run", "--check"},
    {"--list", "--check"},
    {"--score", "--check"},
    {"--ndjson", "--json"},
    {"--quiet", "--json"},
    {"--summary", "--json"},
    {"--no-config", "--config"},
}};

}  // namespace

std::string_view matter_of(std::string_view name) {
  const auto* const found =
      std::find_if(kMatters.begin(), kMatters.end(), [&](const auto& matter) { return matter.first == name; });
  return found == kMatters.end() ? name : found->second;
}

Result<std::vector<std::string>> split_words(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quote == 0 && kBlanks.find(c) != std::string_view::npos) {
      if (in_word) words.push_back(std::exchange(word, {}));
      in_word = false;
      continue;
    }
    in_word = true;
    if (c == '\\' && quote != '\'' && at + 1 < text.size()) {
      word += text[++at];
    } else if (c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else {
      word += c;
    }
  }
  if (quote != 0) return usage_error("a quote is not closed");
  if (in_word) words.push_back(std::move(word));
  return words;
}

Result<std::vector<Given>> given_by_default(std::string_view text, const std::vector<Given>& given,
                                            OptionTable& table) {
  const auto fails = [](const std::string& why) { return usage_error("WHITTLE_OPTIONS: " + why); };
  std::vector<Given> defaults;
  Result<std::vector<std::string>> words = split_words(text);
  if (!words.ok()) return fails(words.error().message);
  if (words->empty()) return defaults;
  std::vector<std::string> paths;
  if (Status read = table.read(*words, paths, defaults); !read.ok()) return fails(read.error().message);
  if (!paths.empty()) return fails("'" + paths.front() + "' is no option: name files on the command line");
  std::erase_if(defaults, [&](const Given& one) {
    return std::any_of(given.begin(), given.end(),
                       [&](const Given& said) { return matter_of(said.name) == matter_of(one.name); });
  });
  return defaults;
}

}  // namespace whittle::cli
