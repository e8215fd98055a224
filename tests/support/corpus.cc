#include "tests/support/corpus.h"

#include "tests/support/skip.h"

namespace whittle::test {

std::optional<std::filesystem::path> corpus(std::string_view folder) {
  const std::filesystem::path path = (std::filesystem::path(WHITTLE_CORPUS) / folder).lexically_normal();
  if (std::filesystem::is_directory(path)) return path;
  skip(path.string() + " is not here");
  return std::nullopt;
}

}  // namespace whittle::test
