#include "scan/scan.h"

#include <sys/stat.h>

#include <utility>

#include "base/path.h"
#include "scan/list.h"
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

class Scan {
 public:
  Scan(const Options& options, const std::function<bool()>& stopped) : options_(options), stopped_(stopped) {
    for (const std::string& pattern : options.exclude) excluded_.add(pattern);
  }

  void add(const std::string& path, Origin origin) {
    const std::uint32_t root = roots_++;
    if (path == "-" && origin == Origin::command_line) {
      push(path, root, 0, nullptr);
      return;
    }
    auto stat = sys::stat_path(path, sys::Links::follow);
    if (!stat.ok()) {
      push(path, root, relative_start(path, origin), std::make_unique<Error>(std::move(stat).error()));
    } else if (S_ISDIR(stat->mode)) {
      walk(path, root, options_, excluded_, stopped_, found_);
    } else {
      const std::uint32_t at = relative_start(path, origin);
      const bool left_out = origin == Origin::list && !excluded_.empty() &&
                            excluded_.judge(std::string_view(path).substr(at), PathKind::file) == Verdict::excluded;
      if (!left_out) push(path, root, at, nullptr);
    }
  }

  std::vector<Found> take() && { return std::move(found_); }

 private:
  void push(const std::string& path, std::uint32_t root, std::uint32_t relative_at, std::unique_ptr<Error> error) {
    Found one;
    one.path = path;
    one.root = root;
    one.relative_at = relative_at;
    one.error = std::move(error);
    found_.push_back(std::move(one));
  }

  const Options& options_;
  const std::function<bool()>& stopped_;
  PatternList excluded_;
  std::vector<Found> found_;
  std::uint32_t roots_ = 0;
};

}  // namespace

Result<std::vector<Found>> scan(const Options& options, const std::function<bool()>& stopped) {
  Scan scan(options, stopped);
  for (const std::string& path : options.paths) {
    if (path == "-" && options.files_from == "-") {
      return make_error(Category::usage, Reason::none, "stdin cannot be both an image and the list of --files-from");
    }
    scan.add(path, Origin::command_line);
  }
  if (options.files_from) {
    const ListFormat format = options.null_separated ? ListFormat::nul_separated : ListFormat::lines;
    TRY_ASSIGN(const std::vector<std::string> listed, read_list(*options.files_from, format));
    for (const std::string& path : listed) scan.add(path, Origin::list);
  }
  return std::move(scan).take();
}

}  // namespace whittle::scan
