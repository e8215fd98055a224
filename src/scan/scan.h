#pragma once
// Paths to Found[]: directories walked, lists read, filters applied.

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "scan/found.h"
#include "whittle/options.h"

namespace whittle::scan {

using Warning = std::function<void(const std::string& message)>;

/// All inputs in a deterministic order: command-line paths (then the file list) in the order given, each directory
/// walked depth first with entries sorted bytewise. Symbolic links to files inside a walked directory are followed;
/// those that lead out of it, and links to directories, only with Options::follow (cycles are cut); FIFOs, sockets,
/// devices and dangling symlinks met in a walk are left out, named directly they are a Found with an error. Missing
/// paths and unreadable directories are Founds with an error. Files met in a walk are all returned, whatever their name
/// or type: only their content decides, later.
///
/// What filters what: hidden names and ignore files (ignore.h) count for what is met in a walk; --exclude counts there,
/// relative to the walked directory, and for the entries of a list, compared with the entry's whole path, so that
/// "thumbs/" leaves out whatever has thumbs in its path. Paths named on the command line are never left out. A list's
/// entry that is a directory is walked like one named on the command line.
///
/// Found::relative of what a list names is its whole relative path, or the file name alone when the path is absolute or
/// goes up by "..".
///
/// Fails as a whole (Category::usage) when the file list cannot be read, or a configuration that counts is wrong.
/// `stopped` is polled; when it returns true the scan ends early with what it has. `warning` hears, a line each, of
/// what is not honoured as it stands.
Result<std::vector<Found>> scan(const Options& options, const std::function<bool()>& stopped,
                                const Warning& warning = nullptr);

/// What configuration files say of the file at `path`, there or not, or of a directory as a whole; null: nothing.
Result<std::shared_ptr<const Configured>> configured_at(const Options& options, const std::string& path,
                                                        const Warning& warning = nullptr);

}  // namespace whittle::scan
