#pragma once
// Patterns of .gitignore files (gitignore(5)), over bytes.
//
// What matches is what git 2.39 matches, corner cases included: tests compare the two. Letter case counts, classes such
// as [[:alpha:]] are ASCII, and a pattern that git finds malformed ("[ab", "a\", "[[:nonsense:]]") matches nothing. One
// difference: in "name**/x" git lets `**` span directories, against its own manual; here it is `*`.

#include <bitset>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace whittle::scan {

enum class PathKind { file, directory };

/// One pattern. `*` and `?` stop at slashes, `[...]` takes ranges and classes, `**` between slashes spans directories,
/// `!` in front re-includes, a slash at the end means directories only, a slash elsewhere ties the pattern to where it
/// stands. Immutable, safe to share between threads.
class Glob {
 public:
  /// Nothing for blank lines, comments, and patterns that cannot match. `line` may end in CR; blanks at its end do not
  /// count unless escaped.
  static std::optional<Glob> parse(std::string_view line);

  /// Whether `path` (relative to the pattern's directory, no slash at either end) matches. Takes at most the product of
  /// the two lengths, whatever the pattern.
  bool matches(std::string_view path, PathKind kind) const;
  bool is_negated() const { return negated_; }

 private:
  using Bytes = std::bitset<256>;
  /// What one byte of a name is compared with, or a `*`.
  struct Element {
    enum class Kind { literal, any, star, bracket } kind = Kind::literal;
    char literal = 0;
    std::size_t bracket = 0;  ///< index in `brackets_`
  };
  /// What stands between two slashes. Most patterns are a name, or `*` and the end of a name.
  struct Segment {
    enum class Kind { literal, suffix, elements, directories } kind = Kind::elements;  ///< directories: `**`
    std::string text;                                                                  ///< literal, suffix
    std::vector<Element> elements;
  };
  class Compiler;

  bool matches_segment(const Segment& segment, std::string_view name) const;
  bool matches_path(std::string_view path) const;

  std::vector<Segment> segments_;
  std::vector<Bytes> brackets_;
  bool negated_ = false;
  bool directories_only_ = false;
  bool tied_ =
      false;  ///< to the directory it stands in; otherwise `segments_` is one, for the last component of a path
};

}  // namespace whittle::scan
