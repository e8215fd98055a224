#pragma once
// Lists of paths: --files-from.

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"

namespace whittle::scan {

enum class ListFormat { lines, nul_separated };

/// The paths in the file `name` ("-": stdin; FIFOs too). Lines may end in CR LF; empty entries are left out.
/// Errors: Category::usage when the list cannot be read; interrupted when `stopped` (polled) meanwhile.
Result<std::vector<std::string>> read_list(const std::string& name, ListFormat format,
                                           const std::function<bool()>& stopped);

/// The paths in a list's text.
std::vector<std::string> parse_list(std::string_view text, ListFormat format);

}  // namespace whittle::scan
