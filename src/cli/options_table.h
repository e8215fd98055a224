#pragma once
// The options that are declared, each once: what is parsed, what --help prints, what shells complete and what the
// manual page is compared with all come from here. This pair of files is the only one that knows CLI11.
//
// CLI11 splits the arguments and no more. Its conversions are not used: they would take "{}" for an empty list, "[a]"
// for a list of one, and a repeated option for an error.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace whittle::cli {

enum class Completes { nothing, words, word_list, files, directories };

/// What follows an option.
struct Value {
  std::string name;  ///< "N"
  Completes completes = Completes::nothing;
  std::vector<std::string> words;  ///< of Completes::words and word_list
};

/// What an option is about: the run as a whole, or each input by itself, so that inputs may differ in it.
enum class Concerns { run, input };

/// One declared option, for help and completions.
struct OptionInfo {
  std::vector<std::string> names;  ///< with dashes, the short one first
  std::string group;
  std::string help;
  Value value;  ///< `name` empty: a flag
  Concerns concerns = Concerns::run;

  /// What it is called in configuration files: the long name, without dashes; empty when it has none.
  std::string key() const;
};

/// An option as it was given: by its last name, with dashes.
struct Given {
  std::string name, text;
};

/// Not thread-safe. Move-only.
class OptionTable {
 public:
  OptionTable();
  OptionTable(OptionTable&&) noexcept;
  OptionTable& operator=(OptionTable&&) noexcept;
  ~OptionTable();

  /// Options declared from here on belong to `title`.
  void group(std::string title);
  /// Options declared from here on concern this.
  void concerns(Concerns what);
  /// `names`: "-i,--in-place". `apply` runs once for every time the option was given.
  void flag(const std::string& names, const std::string& help, std::function<void()> apply);
  void value(const std::string& names, Value value, const std::string& help,
             std::function<Status(const std::string&)> apply);

  /// The options in the order given; what is no option goes to `paths`, everything after "--" too. The first error;
  /// what can be told is told even then. `given` as `apply` takes it. Call once.
  Status read(const std::vector<std::string>& arguments, std::vector<std::string>& paths, std::vector<Given>& given);
  /// Errors begin with the option's name.
  Status apply(const Given& given) const;
  /// Reads and applies all options in the order given and returns the first error; what is no option goes to `paths`,
  /// everything after "--" too. All that can be applied is applied even then, so that --help works on a faulty line.
  Status parse(const std::vector<std::string>& arguments, std::vector<std::string>& paths);

  /// In the order of declaration.
  std::vector<OptionInfo> describe() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace whittle::cli
