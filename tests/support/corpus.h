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
/// The entry of CTest is then skipped, see skip.h.
std::optional<std::filesystem::path> corpus(std::string_view folder);

}  // namespace whittle::test
