#include "scan/user_ignore.h"

#include <algorithm>
#include <cstdlib>

#include "base/path.h"
#include "sys/file.h"

namespace whittle::scan {
namespace {

constexpr std::uint64_t kMostConfiguration = 1 << 20;  // far above any that a person wrote

/// The first `most` bytes of a file.
std::optional<std::string> read_start(const std::string& path, std::uint64_t most) {
  const auto file = sys::open_regular(path);
  if (!file.ok()) return std::nullopt;
  const auto source = sys::file_source(file->fd, file->stat.identity.size, path);
  const auto bytes = source->read(0, most);
  if (!bytes.ok()) return std::nullopt;
  return std::string(as_text(*bytes));
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) + 1 - first);
}

bool is_name(std::string_view text, std::string_view lower_case_name) {
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
  return std::equal(text.begin(), text.end(), lower_case_name.begin(), lower_case_name.end(), same);
}

/// A value without quotes, escapes and the comment behind it.
std::string plain_value(std::string_view text) {
  std::string value;
  std::size_t kept = 0;  // blanks behind this do not count
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') {
      quoted = !quoted;
      continue;
    }
    if (!quoted && (c == '#' || c == ';')) break;
    value += c == '\\' && at + 1 < text.size() ? text[++at] : c;
    if (quoted || (c != ' ' && c != '\t')) kept = value.size();
  }
  return value.substr(0, kept);
}

}  // namespace

UserPlaces user_places() {
  return {variable("HOME"), variable("XDG_CONFIG_HOME")};
}

std::optional<std::string> excludes_file_of(std::string_view configuration) {
  std::optional<std::string> found;
  bool in_core = false;
  while (!configuration.empty()) {
    const std::size_t end = configuration.find('\n');
    std::string_view line = without_blanks(configuration.substr(0, end));
    configuration.remove_prefix(end == std::string_view::npos ? configuration.size() : end + 1);
    if (line.starts_with('[')) {
      const std::size_t close = line.find(']');
      if (close == std::string_view::npos) continue;
      in_core = is_name(without_blanks(line.substr(1, close - 1)), "core");
      line = without_blanks(line.substr(close + 1));
    }
    const std::size_t equals = line.find('=');
    if (!in_core || equals == std::string_view::npos) continue;
    if (!is_name(without_blanks(line.substr(0, equals)), "excludesfile")) continue;
    found = plain_value(without_blanks(line.substr(equals + 1)));
  }
  return found;
}

PatternList read_user_patterns(const UserPlaces& places, PatternBudget& budget, const Warn& warn) {
  PatternList patterns;
  if (places.home.empty() && places.config.empty()) return patterns;
  std::optional<std::string> path;
  if (!places.home.empty()) {
    const auto configuration = read_start(join(places.home, ".gitconfig"), kMostConfiguration);
    if (configuration) path = excludes_file_of(*configuration);
  }
  if (!path) {
    path = join(places.config.empty() ? join(places.home, ".config") : places.config, "git/ignore");
  } else if (path->starts_with("~/")) {
    path = join(places.home, std::string_view(*path).substr(2));
  }
  if (!path->starts_with('/')) return patterns;  // also "": no file
  const auto text = read_start(*path, budget.bytes + 1);
  if (text && !patterns.add_lines(*text, budget)) warn(*path, kTooManyPatterns);
  return patterns;
}

}  // namespace whittle::scan
