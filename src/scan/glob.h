#pragma once
// Patterns of .gitignore files (gitignore(5)), over bytes.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace whittle::scan {

enum class PathKind { file, directory };

/// One pattern. `*` and `?` stop at slashes, `[...]` takes ranges and classes, `**` spans directories, `!` in front
/// re-includes, a slash at the end means directories only, a slash elsewhere ties the pattern to where it stands.
class Glob {
 public:
  /// Nothing for blank lines and comments.
  static std::optional<Glob> parse(std::string_view line);

  /// Whether `path` (relative to the pattern's directory, no slash at either end) matches.
  bool matches(std::string_view path, PathKind kind) const;
  bool is_negated() const { return negated_; }

 private:
  std::vector<std::string> segments_;  ///< between slashes; "**" is any number of directories
  bool negated_ = false;
  bool directories_only_ = false;
};

/// Whether one path component matches one component of a pattern. Time is bounded by the product of the lengths.
bool matches_component(std::string_view pattern, std::string_view name);

}  // namespace whittle::scan
