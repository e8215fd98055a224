#pragma once
// What a mistyped option was probably meant to be.

#include <string>
#include <string_view>
#include <vector>

namespace whittle::cli {

/// The whole message for `given`, which none of `names` is: with the habit of another tool answered, or the nearest
/// name, or where to find them all.
std::string unknown_option(std::string_view given, const std::vector<std::string>& names);

/// The one of `names` that `given` most likely means; empty when none is near.
std::string nearest_name(std::string_view given, const std::vector<std::string>& names);

}  // namespace whittle::cli
