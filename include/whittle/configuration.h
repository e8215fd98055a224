#pragma once
// What whittle.toml files say of the files around them. The library finds these files and decides which of their rules
// hold for which input; what their text means, and the options in it, is the business of who hands in a Configuration.

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "whittle/error.h"
#include "whittle/options.h"

namespace whittle {

/// One option that a rule sets.
struct Setting {
  std::string key;   ///< the long name of the option, without dashes
  std::string text;  ///< its value as on a command line; kDefault takes back what was said elsewhere
  int line = 0;
};
inline constexpr std::string_view kDefault = "default";

struct ConfigRule {
  std::vector<std::string> match;  ///< patterns as in .gitignore, from the file's directory on; empty: every file
  bool lock = false;               ///< the command line does not win over it
  int line = 0;
  std::vector<Setting> settings;
};

/// One file, its rules in the order in which they count: later ones win.
struct ConfigFile {
  std::string path;
  std::vector<ConfigRule> rules;
};

/// A setting that holds for some inputs, and where it was made.
struct Held {
  Setting setting;
  std::string file;
  std::string match;  ///< the rule's patterns, for people; empty: those of every file
  bool lock = false;
};

/// All that configuration files say of an input. Shared by the inputs of which they say the same.
struct Configured {
  std::vector<Held> settings;      ///< by key, each once
  std::vector<std::string> files;  ///< all that were asked, the outermost first
  std::string rule;                ///< the last one that holds, "whittle.toml:7 icons/**"; empty: none does
};

/// What an output is called depends on it, which no configuration may decide but in a directory of outputs.
enum class Destined { directory, one_file, in_place };

/// Understands configuration files. Safe to use from any thread.
class Configuration {
 public:
  virtual ~Configuration() = default;
  /// Errors (usage) have the place in the file as their path: "img/whittle.toml:3:7".
  virtual std::variant<ConfigFile, Error> parse(std::string_view text, const std::string& path) const = 0;
  /// The options of the run with `settings` for one input.
  virtual std::variant<Options, Error> options(const std::vector<Held>& settings, Destined destined) const = 0;
};

/// What is said of the file at `path`, which need not be an image nor exist, with the configuration of `options`; null
/// when nothing is.
std::variant<std::shared_ptr<const Configured>, Error> configured(const Options& options, const std::string& path);

}  // namespace whittle
