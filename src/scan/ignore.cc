#include "scan/ignore.h"

#include <utility>

#include "base/path.h"
#include "sys/file.h"

namespace whittle::scan {
namespace {

/// The text of a small file; empty when it cannot be read (git ignores such files too).
std::string read_text(const std::string& path) {
  constexpr std::uint64_t kLargest = 1 << 20;
  const auto file = sys::open_regular(path);
  if (!file.ok() || file->stat.identity.size > kLargest) return {};
  const auto bytes = sys::read_all(file->fd, file->stat.identity.size, path);
  if (!bytes.ok()) return {};
  return {reinterpret_cast<const char*>(bytes->data()), bytes->size()};
}

bool exists(const std::string& path) {
  return sys::stat_path(path, sys::Links::follow).ok();
}

}  // namespace

void PatternList::add(std::string_view line) {
  if (std::optional<Glob> glob = Glob::parse(line)) patterns_.push_back(std::move(*glob));
}

void PatternList::add_lines(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    add(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

Verdict PatternList::judge(std::string_view path, PathKind kind) const {
  for (auto glob = patterns_.rbegin(); glob != patterns_.rend(); ++glob) {
    if (glob->matches(path, kind)) return glob->is_negated() ? Verdict::included : Verdict::excluded;
  }
  return Verdict::undecided;
}

IgnoreLevel::Pointer IgnoreLevel::enter(Pointer parent, const std::string& directory, std::string_view relative,
                                        Present names) {
  if (names.git) parent = nullptr;
  auto level = std::make_shared<IgnoreLevel>();
  if (names.ignore) level->ignore_.add_lines(read_text(join(directory, ".ignore")));
  if (names.gitignore) level->gitignore_.add_lines(read_text(join(directory, ".gitignore")));
  if (names.git) level->exclude_.add_lines(read_text(join(directory, ".git/info/exclude")));
  if (level->ignore_.empty() && level->gitignore_.empty() && level->exclude_.empty()) return parent;
  level->skip_ = relative.empty() ? 0 : relative.size() + 1;
  level->parent_ = std::move(parent);
  return level;
}

IgnoreLevel::Pointer IgnoreLevel::above(const std::string& root) {
  auto real = sys::real_path(root);
  if (!real.ok() || exists(join(*real, ".git"))) return nullptr;
  // Upwards to the repository's root; without one nothing above counts.
  std::vector<std::string> directories;
  for (std::string_view at = directory_of(*real); !at.empty(); at = directory_of(at)) {
    directories.emplace_back(at);
    if (exists(join(at, ".git"))) break;
    if (at == "/") return nullptr;
  }
  Pointer rules;
  for (auto directory = directories.rbegin(); directory != directories.rend(); ++directory) {
    const Present present{exists(join(*directory, ".gitignore")), exists(join(*directory, ".ignore")),
                          exists(join(*directory, ".git"))};
    Pointer level = enter(rules, *directory, "", present);
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
  // .git/info/exclude yields to every .gitignore, so it is asked last.
  Verdict weakest = Verdict::undecided;
  for (const IgnoreLevel* level = this; level != nullptr; level = level->parent_.get()) {
    const std::string path = level->prefix_ + std::string(relative.substr(level->skip_));
    for (const PatternList* list : {&level->ignore_, &level->gitignore_}) {
      const Verdict verdict = list->judge(path, kind);
      if (verdict != Verdict::undecided) return verdict == Verdict::excluded;
    }
    if (weakest == Verdict::undecided) weakest = level->exclude_.judge(path, kind);
  }
  return weakest == Verdict::excluded;
}

}  // namespace whittle::scan
