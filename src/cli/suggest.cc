#include "cli/suggest.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace whittle::cli {
namespace {

/// What peers and habit call it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kHabits = {{
    {"--verbose", "use -v"},
    {"-r", "directories are walked without an option"},
    {"-R", "directories are walked without an option"},
    {"--recursive", "directories are walked without an option"},
    {"-t", "use -j"},
    {"--threads", "use -j"},
    {"--inplace", "use --in-place"},
    {"--strip-all", "use --strip all"},
}};

/// How many letters must be added, removed or replaced.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, replaced});
    }
  }
  return row.back();
}

/// The one name that `given` begins, or the nearest when no more than a third of its letters are wrong; empty when
/// there is none.
std::string nearest(std::string_view given, const std::vector<std::string>& names) {
  const std::size_t most_edits = (given.size() - 2) / 3;  // the dashes are never wrong
  std::string begun, near;
  std::size_t beginnings = 0, least = most_edits + 1;
  for (const std::string& name : names) {
    if (!name.starts_with("--")) continue;
    if (name.starts_with(given)) {
      begun = name;
      ++beginnings;
    }
    const std::size_t distance = edit_distance(given, name);
    if (distance < least) {
      near = name;
      least = distance;
    }
  }
  return beginnings == 1 ? begun : near;
}

}  // namespace

std::string unknown_option(std::string_view given, const std::vector<std::string>& names) {
  const std::string_view name = given.substr(0, given.find('='));
  for (const auto& [habit, answer] : kHabits) {
    if (habit == name) return fmt::format("unknown option {}: {}", name, answer);
  }
  const std::string meant = name.size() > 3 && name.starts_with("--") ? nearest(name, names) : std::string();
  if (!meant.empty()) return fmt::format("unknown option {}: did you mean {}?", name, meant);
  return fmt::format("unknown option {}: whittle --help lists them all", name);
}

std::string nearest_name(std::string_view given, const std::vector<std::string>& names) {
  std::vector<std::string> dashed;
  for (const std::string& name : names) dashed.push_back("--" + name);
  const std::string found = given.empty() ? std::string() : nearest("--" + std::string(given), dashed);
  return found.empty() ? found : found.substr(2);
}

}  // namespace whittle::cli
