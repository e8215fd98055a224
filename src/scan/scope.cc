#include "scan/scope.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace whittle::scan {
namespace {

std::string place(const std::string& file, int line) {
  return fmt::format("{}:{}", file, line);
}

std::string in_words(const std::vector<std::string>& patterns) {
  return fmt::format("{}", fmt::join(patterns, ", "));
}

}  // namespace

Result<Scope::Pointer> Scope::make(Pointer parent, ConfigFile file, std::string directory) {
  const auto scope = std::make_shared<Scope>();
  scope->file_ = std::move(file.path);
  scope->directory_ = std::move(directory);
  scope->files_ = 1 + (parent ? parent->files_ : 0);
  scope->all_rules_ = file.rules.size() + (parent ? parent->all_rules_ : 0);
  scope->patterns_ = parent ? parent->patterns_ : 0;
  for (const ConfigRule& said : file.rules) scope->patterns_ += said.match.size();
  if (scope->files_ > kMostConfigFiles || scope->all_rules_ > kMostConfigRules || scope->patterns_ > kMostConfigRules) {
    return make_error(
        Category::usage, Reason::none,
        fmt::format(
            "is one too many: in a directory {} configuration files with {} rules and as many patterns count at most, "
            "with those of the directories above",
            kMostConfigFiles, kMostConfigRules),
        scope->file_);
  }
  for (ConfigRule& said : file.rules) {
    Rule rule;
    for (const std::string& pattern : said.match) {
      if (!Glob::parse(pattern) || pattern.find('\n') != std::string::npos) {
        return make_error(Category::usage, Reason::none, "match: '" + pattern + "' is no pattern that can match",
                          place(scope->file_, said.line));
      }
      rule.patterns.add(pattern);
    }
    rule.said = std::move(said);
    scope->rules_.push_back(std::move(rule));
  }
  scope->parent_ = std::move(parent);
  return Pointer(scope);
}

/// Whether `key` is a part of a matter that an outer file has locked: what is stripped, and what is kept of that, is
/// one.
bool Scope::is_locked(const std::map<std::string_view, Held>& held, std::string_view key) const {
  const auto is_held = [&](std::string_view one) {
    const auto found = held.find(one);
    return found != held.end() && found->second.lock && found->second.file != file_;
  };
  const bool strips = key == "strip" || key == "keep";
  return strips ? is_held("strip") || is_held("keep") : is_held(key);
}

/// Below the directory; of what lies elsewhere (--config) the whole path.
std::string_view Scope::relative(std::string_view path) const {
  const std::size_t size = directory_ == "/" ? 0 : directory_.size();
  const bool below = path.starts_with(directory_) && path.substr(size).starts_with('/');
  path.remove_prefix(below ? size : 0);
  while (path.starts_with('/')) path.remove_prefix(1);
  return path;
}

std::vector<const Scope*> Scope::outermost_first() const {
  std::vector<const Scope*> scopes;
  for (const Scope* scope = this; scope != nullptr; scope = scope->parent_.get()) scopes.push_back(scope);
  std::reverse(scopes.begin(), scopes.end());
  return scopes;
}

std::vector<bool> Scope::matching(std::string_view path) const {
  std::vector<bool> matching;
  matching.reserve(all_rules_);
  for (const Scope* const scope : outermost_first()) {
    const std::string_view name = scope->relative(path);
    for (const Rule& rule : scope->rules_)
      matching.push_back(rule.said.match.empty() || rule.patterns.excludes(name, PathKind::file));
  }
  return matching;
}

Configured Scope::settings(const std::vector<bool>& matching) const {
  Configured configured;
  std::map<std::string_view, Held> by_key;
  auto matches = matching.begin();
  for (const Scope* const scope : outermost_first()) {
    configured.files.push_back(scope->file_);
    for (const Rule& rule : scope->rules_) {
      if (!*matches++) continue;
      const std::string match = in_words(rule.said.match);
      configured.rule = place(scope->file_, rule.said.line) + (match.empty() ? "" : " " + match);
      for (const Setting& setting : rule.said.settings) {
        if (scope->is_locked(by_key, setting.key)) continue;  // it stays, for whoever is below
        by_key.insert_or_assign(setting.key, Held{setting, scope->file_, match, rule.said.lock});
      }
    }
  }
  for (auto& [key, held] : by_key) configured.settings.push_back(std::move(held));
  return configured;
}

std::shared_ptr<const Configured> ConfiguredFiles::of(const Scope::Pointer& scope, std::string_view path) {
  if (!scope) return nullptr;
  const auto [entry, is_new] = known_.try_emplace({scope, scope->matching(path)});
  if (is_new) entry->second = std::make_shared<const Configured>(scope->settings(entry->first.second));
  return entry->second;
}

}  // namespace whittle::scan
