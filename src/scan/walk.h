#pragma once
// One directory tree to Found[].

#include <functional>
#include <string>
#include <vector>

#include "scan/found.h"
#include "scan/ignore.h"
#include "whittle/options.h"

namespace whittle::scan {

/// Appends what lies below the directory `root` to `found`, depth first, entries in bytewise order. Directories named
/// .git are never entered, with --hidden neither: what lies there belongs to git. `excluded` are the patterns of
/// --exclude, relative to `root`.
void walk(const std::string& root, std::uint32_t root_index, const Options& options, const PatternList& excluded,
          const std::function<bool()>& stopped, std::vector<Found>& found);

}  // namespace whittle::scan
