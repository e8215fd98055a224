#include "scan/walk.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "base/path.h"
#include "sys/directory.h"
#include "sys/limits.h"

// The way from the root to where the walk is, is a vector of levels, so depth costs neither stack nor, as only the
// deepest levels stay open, descriptors. One path buffer serves all levels: with a path a level, 10,000 levels would
// take gigabytes.

namespace whittle::scan {
namespace {

/// Levels that stay open: common trees are less deep, and it is a small part of what the process may open.
std::size_t open_levels() {
  return std::clamp<std::size_t>(sys::most_descriptors() / 8, 2, 16);
}

/// A directory on the way from the root to where the walk is.
struct Level {
  std::optional<sys::Directory> directory;  ///< closed while the walk is far below
  sys::DirectoryId id;
  std::size_t path_size = 0;  ///< its path is that much of Walk::path_
  std::vector<sys::Entry> entries;
  std::size_t next = 0;
  IgnoreLevel::Pointer rules;
  Scope::Pointer scope;

  bool is_done() const { return next == entries.size(); }
};

class Walk {
 public:
  Walk(const Root& root, const Options& options, const Filters& filters, std::vector<Found>& found)
      : root_(root), options_(options), filters_(filters), found_(found), path_(root.path) {
    // "." is left out of the names of what is found, a trailing slash is not doubled.
    while (path_.size() > 1 && path_.ends_with('/')) path_.pop_back();
    if (path_ == ".") path_.clear();
    relative_at_ = path_.empty() ? 0 : path_.size() + (path_ == "/" ? 0 : 1);
  }

  Status run(const std::function<bool()>& stopped) {
    const std::string root = or_dot(path_);
    auto opened = sys::Directory::open(root, sys::Links::follow);
    if (opened.ok()) {
      auto top = opened->open_beneath("", sys::Missing::fail);
      if (top.ok()) top_ = std::move(*top);
    }
    Inherited inherited;
    if (options_.ignore_files) inherited.rules = IgnoreLevel::above(root, filters_.user, warn(""));
    if (filters_.configs != nullptr && opened.ok()) {
      // What is too long to be resolved has nothing above it that could be found by name.
      auto real = sys::real_path(root);
      absolute_ = real.ok() && real->starts_with('/') ? std::move(*real) : "";
      if (!absolute_.empty()) {
        TRY_ASSIGN(inherited.scope, filters_.configs->above(absolute_));
      }
    }
    enter(std::move(opened), inherited);
    while (!levels_.empty() && failure_.ok() && !stopped()) {
      Level& level = levels_.back();
      if (level.is_done()) {
        leave();
      } else {
        path_.resize(level.path_size);
        visit(level, level.entries[level.next++]);
      }
    }
    // Deepest first, as the rules of a level hold those above: freeing a long chain at once would recurse.
    while (!levels_.empty()) levels_.pop_back();
    return std::move(failure_);
  }

 private:
  Warn warn(const std::string& directory) const {
    return [this, directory](const std::string& name, const char* what) {
      filters_.warn(join(directory, name) + ": " + what);
    };
  }

  std::string_view relative() const { return std::string_view(path_).substr(std::min(path_.size(), relative_at_)); }

  /// What a directory has from those above.
  struct Inherited {
    IgnoreLevel::Pointer rules;
    Scope::Pointer scope;
  };

  /// The absolute path of what is at `path_`, by the names of the walk.
  std::string absolute() const { return join(absolute_, relative()); }

  /// Goes into the directory at `path_`, if it opened.
  void enter(Result<sys::Directory> opened, const Inherited& parent) {
    if (!opened.ok()) return add_error(std::move(opened).error());
    if (levels_.empty()) device_ = opened->id().device;
    if (!levels_.empty() && filters_.leaves_out(opened->id())) return;
    if (options_.one_file_system && opened->id().device != device_) return;
    if (options_.follow == FollowLinks::yes && was_entered(opened->id())) return;
    auto entries = opened->entries();
    if (!entries.ok()) return add_error(std::move(entries).error());
    Level level;
    level.id = opened->id();
    level.path_size = path_.size();
    level.entries = std::move(*entries);
    if (options_.ignore_files)
      level.rules = IgnoreLevel::enter(parent.rules, *opened, relative(),
                                       {has(level, ".gitignore"), has(level, ".ignore"), has(level, ".git")},
                                       filters_.user, warn(path_));
    if (filters_.configs != nullptr) {
      const bool configures = has(level, kConfigName);  // a path is made where it is needed only
      auto scope = filters_.configs->enter(parent.scope, *opened, configures ? absolute() : std::string(),
                                           {configures, has(level, ".git")});
      if (!scope.ok()) {
        failure_ = std::move(scope).error();
        return;
      }
      level.scope = std::move(*scope);
    }
    level.directory = std::move(*opened);
    levels_.push_back(std::move(level));
    if (levels_.size() > open_levels_) levels_[levels_.size() - 1 - open_levels_].directory.reset();
  }

  /// Back to the level above; its directory is opened again, by the way out of this one, when it was closed.
  void leave() {
    if (levels_.size() > 1) {
      Level& above = levels_[levels_.size() - 2];
      const std::optional<sys::Directory>& here = levels_.back().directory;
      if (!above.directory && here) adopt(above, here->open_below("..", sys::Links::keep));
    }
    levels_.pop_back();
  }

  static void adopt(Level& level, Result<sys::Directory> opened) {
    if (opened.ok() && opened->id() == level.id) level.directory = std::move(*opened);
  }

  /// Whether the level's directory is open. When ".." led elsewhere (a followed link, a moved directory), it is tried
  /// by path.
  bool is_open(Level& level) {
    if (!level.directory) adopt(level, sys::Directory::open(path_.substr(0, level.path_size), sys::Links::follow));
    return level.directory.has_value();
  }

  /// With --follow: cuts cycles and second visits. A visit that --max-depth cut short does not count for a longer one.
  bool was_entered(const sys::DirectoryId& id) {
    const auto [place, is_new] = entered_.try_emplace(id, levels_.size());
    if (is_new) return false;
    if (!options_.max_depth || levels_.size() >= place->second) return true;
    place->second = levels_.size();
    return false;
  }

  static bool has(const Level& level, std::string_view name) {
    const auto place = std::lower_bound(level.entries.begin(), level.entries.end(), name,
                                        [](const sys::Entry& entry, std::string_view n) { return entry.name < n; });
    return place != level.entries.end() && place->name == name;
  }

  /// `path_` is the level's own path.
  void visit(Level& level, const sys::Entry& entry) {
    if (entry.name == ".git" || (entry.name.starts_with('.') && !options_.hidden)) return;
    const bool needs_directory = entry.kind == sys::EntryKind::directory || entry.kind == sys::EntryKind::symlink;
    if (needs_directory && !is_open(level)) {
      level.next = level.entries.size();
      return add_error(
          make_error(Category::io, Reason::changed_during_run, "the directory was replaced during the walk"));
    }
    if (!path_.empty() && path_.back() != '/') path_ += '/';
    path_ += entry.name;
    switch (resolved_kind(level, entry)) {
      case sys::EntryKind::file:
        if (is_left_out(level, PathKind::file)) break;
        if (entry.kind == sys::EntryKind::symlink)
          add_link(level, entry.name);
        else
          add(level, nullptr);
        break;
      case sys::EntryKind::directory: {
        if (options_.max_depth && levels_.size() >= static_cast<std::size_t>(*options_.max_depth)) break;
        if (is_left_out(level, PathKind::directory)) break;
        const auto links = entry.kind == sys::EntryKind::symlink ? sys::Links::follow : sys::Links::keep;
        const Inherited inherited{level.rules, level.scope};  // `level` moves when the next one is pushed
        enter(level.directory->open_below(entry.name, links), inherited);
        break;
      }
      default:
        break;  // FIFOs, sockets, devices, dangling links
    }
  }

  /// What a symbolic link counts as: a file when it leads to one, a directory only with --follow.
  sys::EntryKind resolved_kind(const Level& level, const sys::Entry& entry) const {
    if (entry.kind != sys::EntryKind::symlink) return entry.kind;
    const auto target = level.directory->target(entry.name);
    if (!target.ok()) return sys::EntryKind::other;
    return *target == sys::EntryKind::directory && options_.follow == FollowLinks::no ? sys::EntryKind::other : *target;
  }

  bool is_left_out(const Level& level, PathKind kind) const {
    if (filters_.excluded.judge(relative(), kind) == Verdict::excluded) return true;
    return level.rules && level.rules->excludes(relative(), kind);
  }

  void add_error(Error error) {
    error.path = or_dot(path_);
    add(Level(), std::make_unique<Error>(std::move(error)));
  }

  /// The symbolic link `name` to a file. Followed now and never again: inside the tree, or anywhere with --follow.
  void add_link(const Level& level, const std::string& name) {
    auto target = follow(level, name);
    if (target.ok()) {
      add(level, nullptr);
      found_.back().link = std::make_shared<const LinkTarget>(std::move(*target));
    } else if (target.error().reason != Reason::outside || format_from_extension(name)) {
      add_error(std::move(target).error());  // a link to what is no image is nothing to speak of
    }
  }

  Result<LinkTarget> follow(const Level& level, const std::string& name) {
    TRY_ASSIGN(std::string target, level.directory->real_path(name, path_));
    if (options_.follow == FollowLinks::yes) {
      TRY_ASSIGN(const sys::Directory directory,
                 sys::Directory::open(std::string(directory_of(target)), sys::Links::follow));
      return LinkTarget{std::move(target), directory.id()};
    }
    if (top_path_.empty() && top_) {
      const std::string_view top = std::string_view(path_).substr(0, relative_at_);
      TRY_ASSIGN(top_path_, top_->real_path(".", or_dot(top)));
    }
    const bool inside =
        top_ && target.starts_with(top_path_) && (top_path_ == "/" || target.substr(top_path_.size()).starts_with('/'));
    if (!inside) return make_error(Category::validation, Reason::outside, "a symbolic link that leads outside");
    const std::string_view below = std::string_view(target).substr(top_path_.size());
    TRY_ASSIGN(const sys::Directory directory, top_->open_beneath(directory_of(below), sys::Missing::fail));
    return LinkTarget{std::move(target), directory.id()};
  }

  /// The file at `path_`, or the reason why that directory is not looked at.
  void add(const Level& level, std::unique_ptr<Error> error) {
    Found one;
    one.path = or_dot(path_);
    one.relative_at = static_cast<std::uint32_t>(std::min(one.path.size(), relative_at_));
    one.below = root_.below;
    one.named = Named::by_walk;
    one.directory = level.id;
    if (level.scope) one.configured = filters_.configs->of(level.scope, absolute());
    one.error = std::move(error);
    found_.push_back(std::move(one));
  }

  const Root& root_;
  const Options& options_;
  const Filters& filters_;
  const std::size_t open_levels_ = open_levels();
  std::vector<Found>& found_;
  std::string path_;  ///< of what is looked at; "" is the working directory
  std::size_t relative_at_ = 0;
  std::optional<sys::Directory> top_;  ///< of the walk, as long as it lasts
  std::string top_path_;               ///< its real path, once a link asks for it
  std::string absolute_;               ///< the same from the beginning, for configurations
  Status failure_;
  std::vector<Level> levels_;
  dev_t device_ = 0;
  std::map<sys::DirectoryId, std::size_t> entered_;  ///< with --follow: directories and how many levels above them
};

}  // namespace

Status walk(const Root& root, const Options& options, const Filters& filters, const std::function<bool()>& stopped,
            std::vector<Found>& found) {
  return Walk(root, options, filters, found).run(stopped);
}

}  // namespace whittle::scan
