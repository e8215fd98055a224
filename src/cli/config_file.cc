#include "cli/config_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/numbers.h"
#include "cli/suggest.h"

// What toml++ asserts of a text does not hold of every text ("a = {1"); without the assertion an error follows. With
// NDEBUG it would be an assumption for the optimizer.
#pragma push_macro("NDEBUG")
#undef NDEBUG
#define TOML_ASSERT(expr) static_assert(true)
#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
#define TOML_MAX_NESTED_VALUES 8
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")

namespace whittle::cli {
namespace {

constexpr std::string_view kMatch = "match", kLock = "lock";
constexpr std::string_view kOptions = "options", kRule = "rule";
/// More would be a key of as many tables, each within the other, on which the parser's recursion depends.
constexpr std::ptrdiff_t kMostDotsInLine = 200;

/// Where the string that begins at `at`, with its quotes, ends in `text`; one of a single line at the latest with that.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  const char quote = text[at];
  const std::string_view three = quote == '"' ? "\"\"\"" : "'''";
  const bool is_long = text.substr(at).starts_with(three);
  for (at += is_long ? 3 : 1; at < text.size(); ++at) {
    if (text[at] == '\n' && !is_long) return at;
    if (text[at] == '\\' && quote == '"')
      ++at;
    else if (is_long ? text.substr(at).starts_with(three) : text[at] == quote)
      return at + (is_long ? 3 : 1);
  }
  return text.size();
}

class Parser {
 public:
  Parser(const std::string& path, const Vocabulary& vocabulary) : path_(path), vocabulary_(vocabulary) {}

  Result<ConfigFile> parse(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    TRY(check_lines(text));
    TRY(check_bare_text(text));
    const toml::parse_result parsed = toml::parse(text);
    if (!parsed) return wrong(parsed.error().source(), std::string(parsed.error().description()));
    ConfigFile file{path_, {}};
    for (const auto& [key, node] : parsed.table()) {
      if (key == kOptions) {
        const toml::table* const table = node.as_table();
        if (table == nullptr) return wrong(key.source(), "options is a table: [options]");
        TRY_ASSIGN(ConfigRule rule, parse_rule(*table, Kind::options));
        file.rules.insert(file.rules.begin(), std::move(rule));  // every rule is later
      } else if (key == kRule) {
        const toml::array* const array = node.as_array();
        if (array == nullptr) return wrong(key.source(), "rules are tables of an array: [[rule]]");
        for (const toml::node& element : *array) {
          const toml::table* const table = element.as_table();
          if (table == nullptr) return wrong(element.source(), "rules are tables of an array: [[rule]]");
          TRY_ASSIGN(ConfigRule rule, parse_rule(*table, Kind::rule));
          file.rules.push_back(std::move(rule));
        }
      } else {
        return wrong(key.source(), fmt::format("'{}' is not [options] or [[rule]]", key.str()));
      }
    }
    return file;
  }

 private:
  enum class Kind { options, rule };

  Error wrong(const toml::source_region& where, const std::string& message) const {
    Error error = usage_error(message);
    error.path = fmt::format("{}:{}:{}", path_, where.begin.line, where.begin.column);
    return error;
  }

  /// TOML has only ASCII outside of strings and comments, and toml++ 3.3 takes for granted that it is some of the rest.
  Status check_bare_text(std::string_view text) const {
    for (std::size_t at = 0; at < text.size();) {
      if (text[at] == '"' || text[at] == '\'') {
        at = end_of_string(text, at);
      } else if (text[at] == '#') {
        at = std::min(text.find('\n', at), text.size());
      } else if (static_cast<unsigned char>(text[at]) > 0x7F) {
        Error error = usage_error("a character beyond ASCII stands outside of quotes and comments");
        error.path = fmt::format("{}:{}", path_,
                                 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
        return error;
      } else {
        ++at;
      }
    }
    return {};
  }

  Status check_lines(std::string_view text) const {
    for (std::size_t at = 0, line = 1; at < text.size(); ++line) {
      const std::string_view rest = text.substr(at, text.find('\n', at) - at);
      at += rest.size() + 1;
      if (std::count(rest.begin(), rest.end(), '.') <= kMostDotsInLine) continue;
      Error error = usage_error("too many dots in one line: give an array several lines");
      error.path = fmt::format("{}:{}", path_, line);
      return error;
    }
    return {};
  }

  Result<ConfigRule> parse_rule(const toml::table& table, Kind kind) const {
    ConfigRule rule;
    rule.line = static_cast<int>(table.source().begin.line);
    for (const auto& [key, node] : table) {
      if (key == kLock) {
        const toml::value<bool>* const lock = node.as_boolean();
        if (lock == nullptr) return wrong(node.source(), "lock is true or false");
        rule.lock = lock->get();
      } else if (key == kMatch && kind == Kind::rule) {
        TRY_ASSIGN(rule.match, patterns(node));
      } else {
        TRY_ASSIGN(Setting setting, parse_setting(key, node));
        rule.settings.push_back(std::move(setting));
      }
    }
    if (kind == Kind::rule && rule.match.empty())
      return wrong(table.source(), "a rule needs match = \"PATTERN\": for all files, use [options]");
    return rule;
  }

  Result<std::vector<std::string>> patterns(const toml::node& node) const {
    const auto fails = [&] { return wrong(node.source(), "match is a pattern, or an array of them"); };
    std::vector<std::string> patterns;
    if (const auto* const one = node.as_string()) {
      patterns.push_back(one->get());
      return patterns;
    }
    const toml::array* const several = node.as_array();
    if (several == nullptr || several->empty()) return fails();
    for (const toml::node& element : *several) {
      if (element.as_string() == nullptr) return fails();
      patterns.push_back(element.as_string()->get());
    }
    return patterns;
  }

  Result<Setting> parse_setting(const toml::key& key, const toml::node& node) const {
    Setting setting{std::string(key.str()), {}, static_cast<int>(key.source().begin.line)};
    const bool is_skip = setting.key == kSkip;
    const OptionInfo* const option = find(setting.key);
    if (!is_skip && option == nullptr) return wrong(key.source(), unknown(setting.key));
    if (!is_skip && option->concerns != Concerns::input)
      return wrong(key.source(), setting.key + " concerns a whole run: it can only be said on the command line");
    if (is_skip || option->value.name.empty()) {
      const toml::value<bool>* const flag = node.as_boolean();
      if (flag == nullptr) return wrong(node.source(), setting.key + " is true or false");
      setting.text = flag->get() ? "true" : kDefault;
      return setting;
    }
    TRY_ASSIGN(setting.text, text_of(setting.key, node));
    if (setting.text == kDefault) return setting;
    if (Status good = vocabulary_.check(setting.key, setting.text); !good.ok())
      return wrong(node.source(), good.error().message);
    return setting;
  }

  Result<std::string> text_of(const std::string& key, const toml::node& node) const {
    if (const toml::array* const several = node.as_array()) {
      std::string text;
      for (const toml::node& element : *several) {
        TRY_ASSIGN(const std::string one, scalar(key, element));
        text += (text.empty() ? "" : ",") + one;
      }
      if (text.empty()) return wrong(node.source(), key + " is an empty list: \"default\" takes back what others say");
      return text;
    }
    return scalar(key, node);
  }

  Result<std::string> scalar(const std::string& key, const toml::node& node) const {
    if (const auto* const text = node.as_string()) return text->get();
    if (const auto* const number = node.as_integer()) return std::to_string(number->get());
    if (const auto* const number = node.as_floating_point()) return fmt::format("{}", number->get());
    return wrong(node.source(), key + " is a text or a number, or a list of them");
  }

  const OptionInfo* find(const std::string& key) const {
    const auto found = std::find_if(vocabulary_.options.begin(), vocabulary_.options.end(),
                                    [&](const OptionInfo& option) { return !key.empty() && option.key() == key; });
    return found == vocabulary_.options.end() ? nullptr : &*found;
  }

  std::string unknown(const std::string& key) const {
    if (key == kMatch) return "match is for [[rule]]: [options] holds for every file";
    std::vector<std::string> names = {std::string(kMatch), std::string(kLock), std::string(kSkip)};
    for (const OptionInfo& option : vocabulary_.options) {
      if (option.concerns == Concerns::input && !option.key().empty()) names.push_back(option.key());
    }
    const std::string meant = nearest_name(key, names);
    if (!meant.empty()) return fmt::format("unknown key '{}': did you mean {}?", key, meant);
    return fmt::format("unknown key '{}': there are {}", key, any_of(names));
  }

  const std::string& path_;
  const Vocabulary& vocabulary_;
};

}  // namespace

Result<ConfigFile> parse_config(std::string_view text, const std::string& path, const Vocabulary& vocabulary) {
  return Parser(path, vocabulary).parse(text);
}

}  // namespace whittle::cli
