#include "sys/temp_name.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <charconv>
#include <cstdint>
#include <optional>

#include "sys/fd.h"

namespace whittle::sys {
namespace {

constexpr std::string_view kPrefix = ".whittle-", kSuffix = ".tmp";

/// Field 22 of /proc/PID/stat: start time in clock ticks since boot. Nothing when there is no such process.
std::optional<std::uint64_t> start_time(std::uint64_t pid) {
  const Fd fd(::open(("/proc/" + std::to_string(pid) + "/stat").c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 1024> buffer;
  const ssize_t length = fd ? ::read(fd.get(), buffer.data(), buffer.size()) : -1;
  if (length <= 0) return std::nullopt;
  std::string_view text(buffer.data(), static_cast<std::size_t>(length));
  const std::size_t name_end = text.rfind(')');  // the command's name may hold anything
  if (name_end == std::string_view::npos) return std::nullopt;
  text.remove_prefix(name_end + 1);
  for (int field = 2; field < 22; ++field) {
    const std::size_t space = text.find(' ');
    if (space == std::string_view::npos) return std::nullopt;
    text.remove_prefix(space + 1);
  }
  std::uint64_t ticks = 0;
  std::from_chars(text.data(), text.data() + text.size(), ticks);
  return ticks;
}

/// Reads a number and the separator behind it off the front of `text`.
std::optional<std::uint64_t> take_number(std::string_view& text, std::string_view separator) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const auto digits = static_cast<std::size_t>(end - text.data());
  if (error != std::errc() || !text.substr(digits).starts_with(separator)) return std::nullopt;
  text.remove_prefix(digits + separator.size());
  return number;
}

}  // namespace

std::string new_temp_name() {
  static std::atomic<unsigned> counter{0};
  const auto pid = static_cast<std::uint64_t>(::getpid());
  return std::string(kPrefix) + std::to_string(pid) + "-" + std::to_string(start_time(pid).value_or(0)) + "-" +
         std::to_string(counter.fetch_add(1, std::memory_order_relaxed)) + std::string(kSuffix);
}

bool is_dead_temp_name(std::string_view name) {
  if (!name.starts_with(kPrefix)) return false;
  name.remove_prefix(kPrefix.size());
  const auto pid = take_number(name, "-");
  const auto start = pid ? take_number(name, "-") : std::nullopt;
  const auto number = start ? take_number(name, kSuffix) : std::nullopt;
  if (!number || !name.empty()) return false;
  return start_time(*pid) != start;
}

}  // namespace whittle::sys
