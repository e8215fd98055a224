#pragma once
// The list that whittle keeps of what it made: ".whittle-manifest" in the directory of -o. From it --prune knows which
// files are its own, and --overwrite older by which options they were made.
//
// Text, a line a file, sorted by name, so that it is the same, but for times, whoever made the files in which order:
//
//   whittle-manifest 1
//   a.webp<TAB>../in/a.png<TAB>3011<TAB>9f86d081884c7d659a2feaa0c55ad015<TAB>5d41402abc4b2a76
//   icons/50%25.webp<TAB>../in/icons/50%25.png<TAB>...
//
// The fields: the output, relative to the directory; its input, relative to it too, so that a tree may be moved as a
// whole, or nothing for stdin; the bytes of the output; their hash (XXH3, 128 bits); a hash of the options; and of an
// original that was delivered unchanged a sixth, the time of its last change of status (ctime) in nanoseconds. Control
// characters and % of names are %XX, all other bytes are themselves.
//
// Anybody may have written such a file. What it says is a claim: the output must lie below the directory, and is ours
// only as long as it has the bytes that are listed.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/hash.h"
#include "base/result.h"

namespace whittle::manifest {

inline constexpr std::string_view kFileName = ".whittle-manifest";

/// One file that was made.
struct Made {
  std::string input;        ///< absolute, without links in the way to it; empty: stdin, or several inputs
  std::uint64_t bytes = 0;  ///< of the output
  Hash128 hash;             ///< of them
  std::uint64_t options = 0;
  /// Set for a delivered original, in nanoseconds: the ctime of the file that was made. Whoever moves the original over
  /// its copy has the same bytes there, but not that time.
  std::optional<std::int64_t> original_ctime_ns = {};
  friend bool operator==(const Made&, const Made&) = default;
};

/// By output, relative to the directory.
using Entries = std::map<std::string, Made, std::less<>>;

/// `root`: the absolute path of the directory. Lines that say nothing possible are left out. Errors (validation): what
/// does not begin like a manifest of this version.
Result<Entries> parse(ByteView text, std::string_view root);
std::string render(const Entries& entries, std::string_view root);

/// Whether `output` can be the name of something below the directory: "a/b.png", no "..", not the manifest itself.
bool is_below(std::string_view output);

/// What the output at `path`, which begins with `directory` as that was named, is called in the manifest.
std::string name_below(std::string_view directory, std::string_view path);

}  // namespace whittle::manifest
