#pragma once
// Which files .gitignore and .ignore leave out.
//
// As git does: patterns of deeper directories win over those above, later lines over earlier ones, and nothing below an
// excluded directory can come back. Beside git's rules: .ignore wins over the .gitignore of its directory; both count
// outside of repositories too; from the walked directory upwards they count up to the repository's root. The user's
// global excludes are not read.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scan/glob.h"

namespace whittle::scan {

enum class Verdict { undecided, included, excluded };

/// A list of patterns of which the last match decides.
class PatternList {
 public:
  void add(std::string_view line);
  void add_lines(std::string_view text);
  bool empty() const { return patterns_.empty(); }
  Verdict judge(std::string_view path, PathKind kind) const;

 private:
  std::vector<Glob> patterns_;
};

/// The rules in force in one directory: its own files' and, through `parent`, those above. Immutable; levels share
/// their parents.
class IgnoreLevel {
 public:
  using Pointer = std::shared_ptr<const IgnoreLevel>;

  /// The rules that the directories above `root` set for it; null when there are none.
  static Pointer above(const std::string& root);
  /// `parent` with what `directory`, standing at `relative` below the walked root ("" is the root), adds. A directory
  /// with a .git of its own starts afresh. `names`: which ignore files are there.
  struct Present {
    bool gitignore = false, ignore = false, git = false;
  };
  static Pointer enter(Pointer parent, const std::string& directory, std::string_view relative, Present names);

  /// `relative` is the path below the walked root.
  bool excludes(std::string_view relative, PathKind kind) const;

 private:
  std::string prefix_;    ///< from this level's directory to the walked root: "a/b/", or ""
  std::size_t skip_ = 0;  ///< how much of a path below the root lies above this level
  PatternList ignore_, gitignore_, exclude_;
  Pointer parent_;
};

}  // namespace whittle::scan
