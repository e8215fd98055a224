#include "scan/scan.h"

#include <sys/stat.h>

#include <memory>
#include <optional>
#include <utility>

#include "base/path.h"
#include "scan/list.h"
#include "scan/user_ignore.h"
#include "scan/walk.h"
#include "sys/file.h"

namespace whittle::scan {
namespace {

enum class Origin { command_line, list };

/// Where the part of a file's path starts that an output tree mirrors: a list's relative paths keep their directories,
/// everything else its name only.
std::uint32_t relative_start(std::string_view path, Origin origin) {
  std::size_t at = 0;
  while (path.substr(at).starts_with("./")) at += 2;
  const std::string_view rest = path.substr(at);
  const bool climbs = rest.starts_with("../") || rest.find("/../") != std::string_view::npos;
  if (origin == Origin::list && !rest.starts_with('/') && !climbs) return static_cast<std::uint32_t>(at);
  return static_cast<std::uint32_t>(path.size() - file_name(path).size());
}

/// What --exclude is compared with in a list's entry: all of its path, less what only says where paths start.
std::string_view without_start(std::string_view path) {
  while (path.starts_with("./") || path.starts_with('/')) path.remove_prefix(path.front() == '/' ? 1 : 2);
  while (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

class Scan {
 public:
  Scan(const Options& options, const std::function<bool()>& stopped, const Warning& warning)
      : options_(options), stopped_(stopped) {
    if (warning) filters_.warn = warning;
    for (const std::string& pattern : options.exclude) filters_.excluded.add(pattern);
    if (!options.ignore_files) return;
    IgnoreLevel::UserRules user;
    user.patterns = read_user_patterns(user_places(), user.left, [&](const std::string& name, const char* what) {
      filters_.warn(name + ": " + what);
    });
    if (!user.patterns.empty()) filters_.user = std::make_shared<const IgnoreLevel::UserRules>(std::move(user));
  }

  void add(const std::string& path, Origin origin) {
    const std::uint32_t root = roots_++;
    if (path == "-" && origin == Origin::command_line) return push(path, root, 0, nullptr, {});
    const std::uint32_t at = relative_start(path, origin);
    auto stat = sys::stat_path(path, sys::Links::follow);
    if (!stat.ok()) return push(path, root, at, std::make_unique<Error>(std::move(stat).error()), {});
    const PathKind kind = S_ISDIR(stat->mode) ? PathKind::directory : PathKind::file;
    if (origin == Origin::list && filters_.excluded.excludes(without_start(path), kind)) return;
    if (kind == PathKind::directory) return walk(path, root, options_, filters_, stopped_, found_);
    std::unique_ptr<Error> error;
    if (!S_ISREG(stat->mode)) error = std::make_unique<Error>(sys::not_regular(stat->mode, path));
    Place place;
    if (!error) {
      auto located = locate(path);
      if (located.ok())
        place = std::move(*located);
      else
        error = std::make_unique<Error>(std::move(located).error());
    }
    push(path, root, at, std::move(error), std::move(place));
  }

  void add_all(const std::vector<std::string>& paths, Origin origin) {
    for (const std::string& path : paths) {
      if (stopped_()) return;
      add(path, origin);
    }
  }

  std::vector<Found> take() && { return std::move(found_); }

 private:
  struct Place {
    sys::DirectoryId directory;
    std::shared_ptr<const LinkTarget> link;
  };

  /// Where a named file is: links in its path are followed here and never again.
  Result<Place> locate(const std::string& path) {
    Place place;
    TRY_ASSIGN(place.directory, directory_id(directory_of(path)));
    TRY_ASSIGN(const sys::FileStat itself, sys::stat_path(path, sys::Links::keep));
    if (!S_ISLNK(itself.mode)) return place;
    TRY_ASSIGN(std::string target, sys::real_path(path));
    TRY_ASSIGN(const sys::DirectoryId directory, directory_id(directory_of(target)));
    place.link = std::make_shared<const LinkTarget>(LinkTarget{std::move(target), directory});
    return place;
  }

  /// Lists name many files of one directory in turn.
  Result<sys::DirectoryId> directory_id(std::string_view path) {
    if (last_directory_ && last_directory_->first == path) return last_directory_->second;
    TRY_ASSIGN(const sys::FileStat stat, sys::stat_path(or_dot(path), sys::Links::follow));
    last_directory_.emplace(path, sys::DirectoryId{stat.identity.device, stat.identity.inode});
    return last_directory_->second;
  }

  void push(const std::string& path, std::uint32_t root, std::uint32_t relative_at, std::unique_ptr<Error> error,
            Place place) {
    Found one;
    one.path = path;
    one.root = root;
    one.relative_at = relative_at;
    one.directory = place.directory;
    one.link = std::move(place.link);
    one.error = std::move(error);
    found_.push_back(std::move(one));
  }

  const Options& options_;
  const std::function<bool()>& stopped_;
  Filters filters_;
  std::vector<Found> found_;
  std::uint32_t roots_ = 0;
  std::optional<std::pair<std::string, sys::DirectoryId>> last_directory_;
};

}  // namespace

Result<std::vector<Found>> scan(const Options& options, const std::function<bool()>& stopped, const Warning& warning) {
  // All that can make the whole scan fail comes before the first walk.
  std::vector<std::string> listed;
  if (options.files_from) {
    const ListFormat format = options.null_separated ? ListFormat::nul_separated : ListFormat::lines;
    Result<std::vector<std::string>> read = read_list(*options.files_from, format, stopped);
    if (!read.ok() && read.error().reason == Reason::interrupted) return std::vector<Found>();
    TRY_ASSIGN(listed, std::move(read));
  }
  Scan scan(options, stopped, warning);
  scan.add_all(options.paths, Origin::command_line);
  scan.add_all(listed, Origin::list);
  return std::move(scan).take();
}

}  // namespace whittle::scan
