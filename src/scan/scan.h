#pragma once
// Paths to Found[]: directories walked, lists read, filters applied.

#include <functional>
#include <vector>

#include "base/result.h"
#include "scan/found.h"
#include "whittle/options.h"

namespace whittle::scan {

/// All inputs in a deterministic order: command-line paths (then the file list) in the order given, each directory
/// walked depth first with entries sorted bytewise. Symlinks to files are followed, to directories only with
/// Options::follow (cycles are cut); FIFOs, sockets and devices met in a walk are left out, named directly they are a
/// Found with an error. Missing paths and unreadable directories are Founds with an error. Files met in a walk are all
/// returned, whatever their name or type: only their content decides, later. Fails as a whole only when the file list
/// cannot be read (Category::usage). `stopped` is polled; when it returns true the scan ends early with what it has.
Result<std::vector<Found>> scan(const Options& options, const std::function<bool()>& stopped);

}  // namespace whittle::scan
