#include "tests/support/corpus.h"

#include <iostream>
#include <set>

namespace whittle::test {
namespace fs = std::filesystem;

namespace {

std::set<fs::path>& missed() {
  static std::set<fs::path> folders;
  return folders;
}

}  // namespace

std::optional<fs::path> corpus(std::string_view folder) {
  const fs::path path = (fs::path(WHITTLE_CORPUS) / folder).lexically_normal();
  if (fs::is_directory(path)) return path;
  if (missed().insert(path).second) std::cout << "skipped: " << path.string() << " is not here" << std::endl;
  return std::nullopt;
}

bool corpus_was_missed() {
  return !missed().empty();
}

}  // namespace whittle::test
