#pragma once
// The text of a whittle.toml to its rules:
//
//   [options]                       # for every file in this directory and below
//   quality = "auto:85"             # each option that concerns one file, by its long name
//   format = ["webp", "avif"]       # lists may be arrays
//
//   [[rule]]                        # for those that match; later rules win
//   match = ["icons/**", "*.gif"]   # patterns as in .gitignore
//   quality = "default"             # as if nobody had said anything
//   skip = true                     # left out
//   lock = true                     # not even the command line wins
//
// toml++ is included by this file's source only. Values are texts here; what they mean is asked of who knows.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/options_table.h"
#include "whittle/configuration.h"

namespace whittle::cli {

inline constexpr std::string_view kSkip = "skip";  ///< a key that is no option

/// Which keys there are.
struct Vocabulary {
  std::vector<OptionInfo> options;  ///< all of them, so that those which concern the run are told apart
  /// Whether `text` is a value for the option `key`.
  std::function<Status(const std::string& key, const std::string& text)> check;
};

/// Errors (usage): the first thing that is wrong, with its place as path: "img/whittle.toml:3:7".
Result<ConfigFile> parse_config(std::string_view text, const std::string& path, const Vocabulary& vocabulary);

}  // namespace whittle::cli
