#pragma once

#include <string_view>

namespace whittle {

/// Which build this is: 16 hexadecimal digits over the sources that decide about outputs and about what parent and
/// worker say to each other, the compiler and its flags (scripts/cmake/Identity.cmake). Equal where nothing of that
/// differs.
std::string_view build_identity();

}  // namespace whittle
