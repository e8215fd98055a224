#pragma once
// Real pictures, which are kept beside the repository. Where they are not, what needs them is reported as skipped, and
// never passes.

#include <filesystem>
#include <optional>
#include <string_view>

namespace whittle::test {

/// A folder of the corpus ("" is all of it), or nothing where it is not here. A case then ends:
///     const auto broken = test::corpus("broken");
///     if (!broken) return;
/// That is said, and if nothing fails the program ends with kSkipped, which CTest shows (see main.cc).
std::optional<std::filesystem::path> corpus(std::string_view folder);

/// Whether a folder was asked for that is not here.
bool corpus_was_missed();

constexpr int kSkipped = 77;

}  // namespace whittle::test
