#include "scan/walk.h"

#include <sys/stat.h>

#include <set>
#include <utility>

#include "base/path.h"
#include "sys/directory.h"
#include "sys/file.h"

// Directories are opened by path, listed whole and closed again, so a tree of any depth needs one descriptor and no
// recursion.

namespace whittle::scan {
namespace {

/// A directory on the way from the root to where the walk is.
struct Level {
  std::string path;  ///< as it can be opened
  std::vector<sys::Entry> entries;
  std::size_t next = 0;
  IgnoreLevel::Pointer rules;
};

class Walk {
 public:
  Walk(const std::string& root, std::uint32_t root_index, const Options& options, const PatternList& excluded,
       std::vector<Found>& found)
      : root_index_(root_index), options_(options), excluded_(excluded), found_(found) {
    // "." is left out of the names of what is found, a trailing slash is not doubled.
    base_ = root;
    while (base_.size() > 1 && base_.ends_with('/')) base_.pop_back();
    if (base_ == ".") base_.clear();
    relative_at_ = base_.empty() ? 0 : base_.size() + (base_ == "/" ? 0 : 1);
  }

  void run(const std::function<bool()>& stopped) {
    enter(base_, sys::Links::follow, options_.ignore_files ? IgnoreLevel::above(base_.empty() ? "." : base_) : nullptr);
    while (!levels_.empty() && !stopped()) {
      Level& level = levels_.back();
      if (level.next == level.entries.size()) {
        levels_.pop_back();
        continue;
      }
      const sys::Entry entry = std::move(level.entries[level.next++]);
      visit(level, entry);
    }
  }

 private:
  std::string_view relative(std::string_view path) const { return path.substr(std::min(path.size(), relative_at_)); }

  void enter(const std::string& path, sys::Links links, const IgnoreLevel::Pointer& parent) {
    auto listing = sys::list_directory(path.empty() ? "." : path, links);
    if (!listing.ok()) {
      add(path.empty() ? "." : path, std::make_unique<Error>(std::move(listing).error()));
      return;
    }
    if (levels_.empty()) device_ = listing->identity.device;
    if (options_.one_file_system && listing->identity.device != device_) return;
    if (options_.follow == FollowLinks::yes &&
        !seen_.insert({listing->identity.device, listing->identity.inode}).second)
      return;
    Level level;
    level.path = path;
    level.entries = std::move(listing->entries);
    level.rules =
        options_.ignore_files ? IgnoreLevel::enter(parent, path, relative(path), present(level.entries)) : nullptr;
    levels_.push_back(std::move(level));
  }

  static IgnoreLevel::Present present(const std::vector<sys::Entry>& entries) {
    IgnoreLevel::Present present;
    for (const sys::Entry& entry : entries) {
      present.gitignore = present.gitignore || entry.name == ".gitignore";
      present.ignore = present.ignore || entry.name == ".ignore";
      present.git = present.git || entry.name == ".git";
    }
    return present;
  }

  void visit(const Level& level, const sys::Entry& entry) {
    if (entry.name == ".git" || (entry.name.starts_with('.') && !options_.hidden)) return;
    const std::string path = join(level.path, entry.name);
    switch (resolved_kind(path, entry.kind)) {
      case sys::EntryKind::file:
        if (!is_left_out(level, path, PathKind::file)) add(path, nullptr);
        break;
      case sys::EntryKind::directory: {
        const auto depth = static_cast<int>(levels_.size());
        if (options_.max_depth && depth >= *options_.max_depth) break;
        if (is_left_out(level, path, PathKind::directory)) break;
        const IgnoreLevel::Pointer rules = level.rules;  // `level` moves when the next one is pushed
        enter(path, entry.kind == sys::EntryKind::symlink ? sys::Links::follow : sys::Links::keep, rules);
        break;
      }
      default:
        break;  // FIFOs, sockets, devices, dangling links
    }
  }

  /// What a symbolic link counts as: a file when it leads to one, a directory only with --follow.
  sys::EntryKind resolved_kind(const std::string& path, sys::EntryKind kind) const {
    if (kind != sys::EntryKind::symlink) return kind;
    const auto stat = sys::stat_path(path, sys::Links::follow);
    if (stat.ok() && S_ISREG(stat->mode)) return sys::EntryKind::file;
    if (stat.ok() && S_ISDIR(stat->mode) && options_.follow == FollowLinks::yes) return sys::EntryKind::directory;
    return sys::EntryKind::other;
  }

  bool is_left_out(const Level& level, const std::string& path, PathKind kind) const {
    const std::string_view below = relative(path);
    if (!excluded_.empty() && excluded_.judge(below, kind) == Verdict::excluded) return true;
    return level.rules && level.rules->excludes(below, kind);
  }

  void add(std::string path, std::unique_ptr<Error> error) {
    Found one;
    one.relative_at = static_cast<std::uint32_t>(std::min(path.size(), relative_at_));
    one.path = std::move(path);
    one.root = root_index_;
    one.named = Named::by_walk;
    one.error = std::move(error);
    found_.push_back(std::move(one));
  }

  const std::uint32_t root_index_;
  const Options& options_;
  const PatternList& excluded_;
  std::vector<Found>& found_;
  std::string base_;
  std::size_t relative_at_ = 0;
  std::vector<Level> levels_;
  dev_t device_ = 0;
  std::set<std::pair<dev_t, ino_t>>
      seen_;  ///< directories entered, kept only with --follow: cuts cycles and second visits
};

}  // namespace

void walk(const std::string& root, std::uint32_t root_index, const Options& options, const PatternList& excluded,
          const std::function<bool()>& stopped, std::vector<Found>& found) {
  Walk(root, root_index, options, excluded, found).run(stopped);
}

}  // namespace whittle::scan
