#pragma once
// Where the part of a path starts that an output tree mirrors.
//
// One input alone is mirrored without where it is: a file by its name, a directory by what is in it. Several keep their
// paths below the deepest directory that holds all of them, so that a/icons and a/art stay apart.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace whittle::scan {

/// The directories that a path goes through, its own name last, from the root on: "." and "//" are left out, ".." takes
/// one back. By the letters alone, as only names are made of it.
std::vector<std::string> components(std::string_view path, std::string_view working_directory);

class Places {
 public:
  /// `working_directory`: an absolute path, for relative ones.
  explicit Places(std::string working_directory) : working_directory_(std::move(working_directory)) {}

  /// Every input must be told before the first `below`.
  void add(std::string_view path);
  /// The directories between the common parent and what is at `path`, with its own name for a directory that is
  /// walked: "a/icons", or null when there are none. Shared by paths of one directory that follow each other.
  enum class Kind { file, walked };
  std::shared_ptr<const std::string> below(std::string_view path, Kind kind);

 private:
  std::string working_directory_;
  std::size_t inputs_ = 0;
  std::vector<std::string> common_;  ///< of the parents of all inputs
  std::shared_ptr<const std::string> last_;
};

}  // namespace whittle::scan
