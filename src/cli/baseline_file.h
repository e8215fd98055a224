#pragma once
// The file of --baseline-file: what an old repository has, so that --check finds only what is new or has grown.
//
//   whittle-baseline 1
//   icons/logo.png<TAB>48211
//   img/50%25 off.jpg<TAB>912331
//
// A line an input, sorted by name, so that branches merge: the name, relative to the directory of this file, and the
// bytes that it may have. Control characters and % of names are %XX. Anybody may have written it; what it says lets
// --check find less, and nothing else.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "whittle/result.h"

namespace whittle::cli {

inline constexpr std::string_view kBaselineHead = "whittle-baseline 1\n";

/// Bytes by absolute path.
using BaselineSizes = std::map<std::string, std::uint64_t>;

/// `directory`: absolute. Errors (usage): what is no line of such a file, with its number. Of a name that is listed
/// twice, as merges leave it, the fewer bytes count.
Result<BaselineSizes> parse_baseline(std::string_view text, const std::string& directory);
std::string render_baseline(const BaselineSizes& sizes, const std::string& directory);

/// `path` may be missing with Baseline::may_be_missing. Errors (usage).
enum class Baseline { must_be_there, may_be_missing };
Result<BaselineSizes> read_baseline(const std::string& path, Baseline needed);

/// What is listed after a run of --check: inputs that it finds something wrong with, with their sizes; of those that it
/// did not look at, or that failed, what was listed while they are there.
BaselineSizes updated_baseline(const BaselineSizes& before, const RunReport& report);
Status write_baseline(const std::string& path, const BaselineSizes& sizes);

}  // namespace whittle::cli
