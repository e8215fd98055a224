#include "scan/ignore.h"

#include <utility>

#include "base/path.h"
#include "sys/file.h"

namespace whittle::scan {
namespace {

PatternList read_patterns(const sys::Directory& directory, const std::string& name, PatternBudget& budget,
                          const Warn& warn) {
  PatternList patterns;
  const auto bytes = directory.read_start(name, budget.bytes + 1);
  if (!bytes.ok()) return patterns;
  if (!patterns.add_lines(as_text(*bytes), budget)) warn(name, kTooManyPatterns);
  return patterns;
}

bool exists(const std::string& path) {
  return sys::stat_path(path, sys::Links::follow).ok();
}

}  // namespace

void PatternList::add(std::string_view line) {
  if (std::optional<Glob> glob = Glob::parse(line)) patterns_.push_back(std::move(*glob));
}

bool PatternList::add_lines(std::string_view text, PatternBudget& budget) {
  const bool fits = text.size() <= budget.bytes;
  if (!fits) {
    text = text.substr(0, budget.bytes);
    text = text.substr(0, text.rfind('\n') + 1);
  }
  budget.bytes -= text.size();
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (std::optional<Glob> glob = Glob::parse(text.substr(0, end))) {
      if (budget.patterns == 0) return false;
      --budget.patterns;
      patterns_.push_back(std::move(*glob));
    }
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return fits;
}

Verdict PatternList::judge(std::string_view path, PathKind kind) const {
  for (auto glob = patterns_.rbegin(); glob != patterns_.rend(); ++glob) {
    if (glob->matches(path, kind)) return glob->is_negated() ? Verdict::included : Verdict::excluded;
  }
  return Verdict::undecided;
}

bool PatternList::excludes(std::string_view path, PathKind kind) const {
  if (empty()) return false;
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
    if (judge(path.substr(0, slash), PathKind::directory) == Verdict::excluded) return true;
  }
  return judge(path, kind) == Verdict::excluded;
}

IgnoreLevel::Pointer IgnoreLevel::enter(Pointer parent, const sys::Directory& directory, std::string_view relative,
                                        Present names, const UserPatterns& user, const Warn& warn) {
  PatternBudget left = parent ? parent->left_ : user ? user->left : PatternBudget();
  if (names.git) parent = nullptr;
  if (!names.ignore && !names.gitignore && !names.git && (parent || !user)) return parent;
  auto level = std::make_shared<IgnoreLevel>();
  if (names.ignore) level->ignore_ = read_patterns(directory, ".ignore", left, warn);
  if (names.gitignore) level->gitignore_ = read_patterns(directory, ".gitignore", left, warn);
  if (names.git) level->exclude_ = read_patterns(directory, ".git/info/exclude", left, warn);
  if (!parent) level->user_ = user;
  const bool is_empty = level->ignore_.empty() && level->gitignore_.empty() && level->exclude_.empty() && !level->user_;
  if (is_empty && !names.git) return parent;
  level->left_ = left;
  level->skip_ = relative.empty() ? 0 : relative.size() + 1;
  level->parent_ = std::move(parent);
  return level;
}

IgnoreLevel::Pointer IgnoreLevel::above(const std::string& root, const UserPatterns& user, const Warn& warn) {
  auto real = sys::real_path(root);
  // What is too long to be resolved has nothing above it that could be found by name.
  if (!real.ok() || !real->starts_with('/') || exists(join(*real, ".git"))) return nullptr;
  // Upwards to the repository's root; without one nothing above counts.
  std::vector<std::string> directories;
  for (std::string_view at = *real; at != "/";) {
    at = directory_of(at);
    directories.emplace_back(at);
    if (exists(join(at, ".git"))) break;
    if (at == "/") return nullptr;
  }
  Pointer rules;
  for (auto directory = directories.rbegin(); directory != directories.rend(); ++directory) {
    const auto opened = sys::Directory::open(*directory, sys::Links::follow);
    if (!opened.ok()) continue;
    const auto has = [&](const char* name) { return opened->target(name).ok(); };
    Pointer level = enter(rules, *opened, "", {has(".gitignore"), has(".ignore"), has(".git")}, user,
                          [&](const std::string& name, const char* what) { warn(join(*directory, name), what); });
    if (level != rules) {
      auto placed = std::make_shared<IgnoreLevel>(*level);
      placed->prefix_ = real->substr(*directory == "/" ? 1 : directory->size() + 1) + "/";
      level = std::move(placed);
    }
    rules = std::move(level);
  }
  return rules;
}

bool IgnoreLevel::excludes(std::string_view relative, PathKind kind) const {
  std::string placed;
  for (const IgnoreLevel* level = this; level != nullptr; level = level->parent_.get()) {
    std::string_view path = relative.substr(level->skip_);
    if (!level->prefix_.empty()) {
      placed.assign(level->prefix_).append(path);
      path = placed;
    }
    // Only the level without a parent has the last two: they yield to every ignore file.
    const PatternList* user = level->user_ ? &level->user_->patterns : nullptr;
    for (const PatternList* list : {&level->ignore_, &level->gitignore_, &level->exclude_, user}) {
      if (list == nullptr) continue;
      const Verdict verdict = list->judge(path, kind);
      if (verdict != Verdict::undecided) return verdict == Verdict::excluded;
    }
  }
  return false;
}

}  // namespace whittle::scan
