#include "base/units.h"

#include <fmt/format.h>

#include <cmath>
#include <string_view>

namespace whittle {

std::string format_bytes(std::uint64_t bytes) {
  if (bytes < 1000) return fmt::format("{} B", bytes);
  constexpr std::string_view kPrefixes = "kMGTPE";
  double value = static_cast<double>(bytes) / 1000;
  std::size_t prefix = 0;
  for (; value >= 999.95; value /= 1000) ++prefix;  // what would be printed as 1000.0
  return fmt::format("{:.1f} {}B", value, kPrefixes[prefix]);
}

std::string format_duration(double seconds) {
  if (seconds < 59.95) return fmt::format("{:.1f} s", seconds);
  const std::int64_t whole = std::llround(seconds);
  if (whole < 3600) return fmt::format("{}m {:02}s", whole / 60, whole % 60);
  return fmt::format("{}h {:02}m", whole / 3600, whole / 60 % 60);
}

std::string format_percent(double fraction) {
  return fmt::format("{:.1f} %", fraction * 100);
}

}  // namespace whittle
