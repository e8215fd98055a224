#pragma once
// The debug log (`-vv`): what was decided and why, a line each on stderr. Off unless started; then it costs a branch.

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace whittle::log {

/// Starts the log on stderr, for the rest of the process.
void start();
bool is_on();
/// One line with the time of day and the thread. Thread-safe.
void write(std::string_view message);

/// Formats only when somebody listens.
template <typename... Arguments>
void debug(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  if (is_on()) write(fmt::format(format, std::forward<Arguments>(arguments)...));
}

}  // namespace whittle::log
