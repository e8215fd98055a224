#pragma once
// Numbers for people.

#include <cstdint>
#include <string>

namespace whittle {

std::string format_bytes(std::uint64_t bytes);  ///< "812 B", "1.2 MB": powers of 1000
std::string format_duration(double seconds);    ///< "3.2 s", "1m 05s", "2h 07m"
std::string format_percent(double fraction);    ///< "12.3 %" of 0.123

}  // namespace whittle
