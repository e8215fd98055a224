#include "scan/scan.h"

#include <sys/stat.h>

#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "base/path.h"
#include "scan/list.h"
#include "scan/places.h"
#include "scan/user_ignore.h"
#include "scan/walk.h"
#include "sys/file.h"

namespace whittle::scan {
namespace {

enum class Origin { command_line, list };

/// What --exclude is compared with in a list's entry: all of its path, less what only says where paths start.
std::string_view without_start(std::string_view path) {
  while (path.starts_with("./") || path.starts_with('/')) path.remove_prefix(path.front() == '/' ? 1 : 2);
  while (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

class Scan {
 public:
  Scan(const Options& options, const std::function<bool()>& stopped, const Warning& warning)
      : options_(options),
        stopped_(stopped),
        places_(working_directory()),
        configs_(options, [this](const std::string& message) { filters_.warn(message); }) {
    if (warning) filters_.warn = warning;
    if (configs_.is_on()) filters_.configs = &configs_;
    if (const auto* output = std::get_if<OutputPath>(&options.destination)) leave_out(output->path);
    if (options.backup_dir) leave_out(*options.backup_dir);
    if (options.cache) leave_out(*options.cache);
    for (const std::string& pattern : options.exclude) filters_.excluded.add(pattern);
    if (!options.ignore_files) return;
    IgnoreLevel::UserRules user;
    user.patterns = read_user_patterns(user_places(), user.left, [&](const std::string& name, const char* what) {
      filters_.warn(name + ": " + what);
    });
    if (!user.patterns.empty()) filters_.user = std::make_shared<const IgnoreLevel::UserRules>(std::move(user));
  }

  void expect(const std::vector<std::string>& paths) {
    for (const std::string& path : paths) {
      if (path != "-") places_.add(path);
    }
  }

  Status add(const std::string& path, Origin origin) {
    if (path == "-" && origin == Origin::command_line) {
      push({path, Named::directly}, nullptr, {});
      return {};
    }
    const Input input{path, origin == Origin::list ? Named::in_list : Named::directly};
    auto stat = sys::stat_path(path, sys::Links::follow);
    if (!stat.ok()) {
      add_missing(input, std::move(stat).error());
      return {};
    }
    const PathKind kind = S_ISDIR(stat->mode) ? PathKind::directory : PathKind::file;
    if (origin == Origin::list && filters_.excluded.excludes(without_start(path), kind)) return {};
    if (kind == PathKind::directory && origin == Origin::list &&
        filters_.leaves_out({stat->identity.device, stat->identity.inode})) {
      push(input,
           std::make_unique<Error>(
               make_error(Category::validation, Reason::collision, "is where outputs, backups or a cache go", path)),
           {});
      return {};
    }
    if (kind == PathKind::directory) {
      const std::shared_ptr<const std::string> below = places_.below(path, Places::Kind::walked);
      return walk({path, below}, options_, filters_, stopped_, found_);
    }
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
    if (!error && configs_.is_on()) {
      TRY_ASSIGN(place.configured, configured(path));
    }
    push(input, std::move(error), std::move(place));
    return {};
  }

  Status add_all(const std::vector<std::string>& paths, Origin origin) {
    for (const std::string& path : paths) {
      if (stopped_()) return {};
      TRY(add(path, origin));
    }
    return {};
  }

  /// Of a file, or of a directory as a whole.
  Result<std::shared_ptr<const Configured>> configured(const std::string& path) {
    const std::string_view above = directory_of(path);
    if (!last_scope_ || last_scope_->named != above) {
      auto real = sys::real_path(or_dot(above));
      if (!real.ok()) return std::shared_ptr<const Configured>();  // what is above a directory without a path?
      TRY_ASSIGN(Scope::Pointer scope, configs_.in(*real));
      last_scope_.emplace(NamedScope{std::string(above), std::move(*real), std::move(scope)});
    }
    return configs_.of(last_scope_->scope, join(last_scope_->real, file_name(path)));
  }

  std::vector<Found> take() && { return std::move(found_); }

 private:
  struct Place {
    sys::DirectoryId directory;
    std::shared_ptr<const LinkTarget> link;
    std::shared_ptr<const Configured> configured;
  };

  /// A directory with files that were named.
  struct NamedScope {
    std::string named, real;
    Scope::Pointer scope;
  };

  /// One path of the command line or of a list.
  struct Input {
    const std::string& path;
    Named named;
  };

  static std::string working_directory() {
    auto path = sys::real_path(".");
    return path.ok() ? std::move(*path) : "/";
  }

  /// What is written is not read again: a directory of outputs may lie in what is walked.
  void leave_out(const std::string& directory) {
    const auto stat = sys::stat_path(directory, sys::Links::follow);
    if (stat.ok() && S_ISDIR(stat->mode)) filters_.never.push_back({stat->identity.device, stat->identity.inode});
  }

  void add_missing(const Input& input, Error error) {
    if (input.named == Named::in_list && error.reason == Reason::not_found) {
      if (options_.ignore_missing) return;
      if (input.path.size() > 1 && input.path.starts_with('"') && input.path.ends_with('"'))
        error.message += " (git quotes such names in lines: use -z there and -0 here)";
    }
    push(input, std::make_unique<Error>(std::move(error)), {});
  }

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

  void push(const Input& input, std::unique_ptr<Error> error, Place place) {
    Found one;
    one.path = input.path;
    one.named = input.named;
    one.relative_at = static_cast<std::uint32_t>(input.path.size() - file_name(input.path).size());
    one.below = places_.below(input.path, Places::Kind::file);
    one.directory = place.directory;
    one.link = std::move(place.link);
    one.configured = std::move(place.configured);
    one.error = std::move(error);
    found_.push_back(std::move(one));
  }

  const Options& options_;
  const std::function<bool()>& stopped_;
  Places places_;
  Filters filters_;
  std::vector<Found> found_;
  std::optional<std::pair<std::string, sys::DirectoryId>> last_directory_;
  ConfigFiles configs_;
  std::optional<NamedScope> last_scope_;
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
  scan.expect(options.paths);
  scan.expect(listed);
  TRY(scan.add_all(options.paths, Origin::command_line));
  TRY(scan.add_all(listed, Origin::list));
  return std::move(scan).take();
}

Result<std::shared_ptr<const Configured>> configured_at(const Options& options, const std::string& path,
                                                        const Warning& warning) {
  ConfigFiles configs(
      options, warning ? warning : [](const std::string&) {});
  const bool is_directory = [&] {
    const auto stat = sys::stat_path(path, sys::Links::follow);
    return stat.ok() && S_ISDIR(stat->mode);
  }();
  const std::string_view directory = is_directory ? std::string_view(path) : directory_of(path);
  TRY_ASSIGN(const std::string real, sys::real_path(or_dot(directory)));
  TRY_ASSIGN(const Scope::Pointer scope, configs.in(real));
  return configs.of(scope, is_directory ? real : join(real, file_name(path)));
}

}  // namespace whittle::scan
