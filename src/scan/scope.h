#pragma once
// Which rules of configuration files hold for a file.
//
// A scope is one configuration file with those above it; directories without one share the scope of their parent. Later
// rules of a file win over earlier ones, files of deeper directories over those above, key by key. Patterns are those
// of ignore files: a rule for a directory holds for all below it.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "scan/ignore.h"
#include "whittle/configuration.h"

namespace whittle::scan {

/// What may be in force in one directory: each name is compared with all of it.
inline constexpr std::size_t kMostConfigFiles = 64;
inline constexpr std::size_t kMostConfigRules = 2'000;

/// Immutable, shared by what lies below.
class Scope {
 public:
  using Pointer = std::shared_ptr<const Scope>;

  /// `directory`: absolute, what the patterns of `file` are relative to. Errors (usage, the rule as path): a pattern
  /// that cannot match; more than is compared with every name.
  static Result<Pointer> make(Pointer parent, ConfigFile file, std::string directory);

  /// Which rules hold for the file at the absolute `path`, outermost first: a bit each.
  std::vector<bool> matching(std::string_view path) const;
  /// What they amount to.
  Configured settings(const std::vector<bool>& matching) const;

 private:
  struct Rule {
    ConfigRule said;
    PatternList patterns;
  };
  bool is_locked(const std::map<std::string_view, Held>& held, std::string_view key) const;
  std::string_view relative(std::string_view path) const;
  std::vector<const Scope*> outermost_first() const;

  Pointer parent_;
  std::string file_, directory_;
  std::vector<Rule> rules_;
  std::size_t files_ = 1, all_rules_ = 0, patterns_ = 0;  ///< with those above
};

/// Scopes to what is said of files, which are mostly of one kind: what is equal is one object.
class ConfiguredFiles {
 public:
  std::shared_ptr<const Configured> of(const Scope::Pointer& scope, std::string_view path);

 private:
  std::map<std::pair<Scope::Pointer, std::vector<bool>>, std::shared_ptr<const Configured>> known_;
};

}  // namespace whittle::scan
