#pragma once
// Which files .gitignore and .ignore leave out.
//
// As git does: patterns of deeper directories win over those above, later lines over earlier ones, nothing below an
// excluded directory can come back, and a repository in a repository starts afresh. Weaker than all of these are the
// repository's .git/info/exclude and then the user's own patterns (user_ignore.h). Beside git's rules: .ignore wins
// over the .gitignore of its directory; all of it counts outside of repositories too; what is named directly is never
// left out, nor is what lies in it for the sake of its own name. From the walked directory upwards ignore files count
// up to the repository's root, and without a repository not at all. An ignore file that cannot be read counts as empty,
// as in git. Not read: the info/exclude of linked worktrees and submodules, whose .git is a file.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scan/glob.h"
#include "sys/directory.h"

namespace whittle::scan {

enum class Verdict { undecided, included, excluded };

/// What the ignore files that are in force in one directory may hold together: a pattern takes some 60 times its bytes
/// when parsed, and each name is compared with all of them. Far above anything that a person wrote.
struct PatternBudget {
  std::uint64_t bytes = 1 << 20;
  std::size_t patterns = 20'000;
};

/// A list of patterns of which the last match decides.
class PatternList {
 public:
  void add(std::string_view line);
  /// Takes from `budget` what the lines need. False when that is not enough: the first lines count.
  bool add_lines(std::string_view text, PatternBudget& budget);
  bool empty() const { return patterns_.empty(); }
  Verdict judge(std::string_view path, PathKind kind) const;
  /// Whether `path` or a directory on the way to it is excluded.
  bool excludes(std::string_view path, PathKind kind) const;

 private:
  std::vector<Glob> patterns_;
};

/// Hears of an ignore file that is not honoured as it stands: its name and what is wrong with it.
using Warn = std::function<void(const std::string& name, const char* what)>;
inline constexpr const char* kTooManyPatterns =
    "has more patterns than are honoured: 1 MiB and 20,000 of them, with those of the files above it";

/// The rules in force in one directory: its own files' and, through `parent`, those above. Immutable; levels share
/// their parents.
class IgnoreLevel {
 public:
  using Pointer = std::shared_ptr<const IgnoreLevel>;
  /// The user's own patterns, and what they leave to others.
  struct UserRules {
    PatternList patterns;
    PatternBudget left;
  };
  using UserPatterns = std::shared_ptr<const UserRules>;

  /// Which of the files that matter here a directory has.
  struct Present {
    bool gitignore = false, ignore = false, git = false;
  };

  /// The rules that the directories above the directory `root` set for it; null when there are none. `user`: see enter.
  static Pointer above(const std::string& root, const UserPatterns& user, const Warn& warn);
  /// `parent` with what `directory`, standing at `relative` below the walked root ("" is the root), adds. A directory
  /// with a .git of its own starts afresh. `user`: the user's own patterns, or null; they stand at the root of the
  /// repository, or of the walk.
  static Pointer enter(Pointer parent, const sys::Directory& directory, std::string_view relative, Present names,
                       const UserPatterns& user, const Warn& warn);

  /// `relative` is the path below the walked root.
  bool excludes(std::string_view relative, PathKind kind) const;

 private:
  std::string prefix_;    ///< from this level's directory to the walked root: "a/b/", or ""
  std::size_t skip_ = 0;  ///< how much of a path below the root lies above this level
  PatternList ignore_, gitignore_, exclude_;
  UserPatterns user_;   ///< this and `exclude_` only where there is no parent
  PatternBudget left_;  ///< for the levels below; a repository in a repository has no more
  Pointer parent_;
};

}  // namespace whittle::scan
