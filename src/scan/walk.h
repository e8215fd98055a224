#pragma once
// One directory tree to Found[].

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "scan/config_files.h"
#include "scan/found.h"
#include "scan/ignore.h"
#include "whittle/options.h"

namespace whittle::scan {

/// What filters a walk beside its options; the same for all roots of a scan.
struct Filters {
  PatternList excluded;                      ///< of --exclude, relative to the walked root
  IgnoreLevel::UserPatterns user;            ///< the user's own ignore file, or null
  ConfigFiles* configs = nullptr;            ///< null: none are looked for
  std::vector<sys::DirectoryId> never = {};  ///< directories that are not gone into
  std::function<void(const std::string& message)> warn = [](const std::string&) {};

  bool leaves_out(const sys::DirectoryId& id) const { return std::find(never.begin(), never.end(), id) != never.end(); }
};

/// A directory that was named.
struct Root {
  std::string path;
  std::shared_ptr<const std::string> below;  ///< Found::below of it
};

/// Appends what lies below the directory `root` to `found`, depth first, entries in bytewise order. Directories named
/// .git are never entered, with --hidden neither: what lies there belongs to git. With --follow a directory is entered
/// once, by the first way that leads to it in that order (again only when --max-depth cut that visit shorter than a
/// later one). Directories are reached from their parents by descriptor, so one that is swapped for a symbolic link
/// meanwhile leads nowhere else. `stopped` as in scan.h.
/// Errors (usage): a configuration that counts and is wrong.
Status walk(const Root& root, const Options& options, const Filters& filters, const std::function<bool()>& stopped,
            std::vector<Found>& found);

}  // namespace whittle::scan
