#pragma once
// The user's own ignore file, which git calls core.excludesFile.

#include <optional>
#include <string>
#include <string_view>

#include "scan/ignore.h"

namespace whittle::scan {

/// Where the user's settings are. Empty: there are none.
struct UserPlaces {
  std::string home;    ///< $HOME
  std::string config;  ///< $XDG_CONFIG_HOME; when empty, `home`/.config
};
UserPlaces user_places();

/// The patterns, as far as `budget` goes, of the file that ~/.gitconfig names as core.excludesFile, else of
/// `config`/git/ignore. None when the file cannot be read. Other places that git reads (the system's and a repository's
/// configuration, `config`/git/config, included files, GIT_* variables) do not count: they would make one command mean
/// different things in too many ways.
PatternList read_user_patterns(const UserPlaces& places, PatternBudget& budget, const Warn& warn);

/// The value of core.excludesFile in the text of a git configuration; the last one wins.
std::optional<std::string> excludes_file_of(std::string_view configuration);

}  // namespace whittle::scan
