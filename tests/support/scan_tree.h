#pragma once
// A temporary tree and what the scan finds in it.

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "scan/scan.h"
#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"

namespace whittle::test {

using Names = std::vector<std::string>;

struct Tree {
  TempDir dir;

  /// The settings of whoever runs the tests do not count.
  Tree() {
    ::setenv("HOME", "/nonexistent", 1);
    ::unsetenv("XDG_CONFIG_HOME");
  }

  std::string path(const std::string& name) const { return dir.path() + "/" + name; }
  void file(const std::string& name, const std::string& text = "x") const {
    std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
    std::ofstream(path(name), std::ios::binary) << text;
  }
  Options options() const {
    Options made;
    made.paths = {dir.path()};
    return made;
  }
};

inline std::vector<scan::Found> scan_all(const Options& options) {
  auto found = scan::scan(options, [] { return false; });
  REQUIRE(found.ok());
  return std::move(*found);
}

/// The relative names of what is found; "!" for an error.
inline Names names(const Options& options) {
  Names result;
  for (const scan::Found& one : scan_all(options)) result.emplace_back(one.error ? "!" : one.relative());
  return result;
}

}  // namespace whittle::test
