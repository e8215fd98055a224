#pragma once
// Trying again what may go away by itself: a full descriptor table, a stale network file handle, an interrupted call.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <thread>

#include "base/log.h"
#include "base/result.h"

namespace whittle::run {

/// Of descriptors: it ends when what holds them does.
inline bool is_shortage(const Error& error) {
  return error.transient && error.category == Category::limit;
}

/// Runs `attempt` (returning a Result or Status) until it succeeds, fails for good, or has been repeated `retries`
/// times; a shortage does not count while there are `others_at_work`, for half a minute. Pauses 50, 100, 200 ... ms, at
/// most 2 s, each shortened by up to half by `salt`, so that many tasks do not come back at the same moment.
template <typename Attempt>
auto with_retries(int retries, std::uint64_t salt, const std::function<bool()>& others_at_work, Attempt attempt) {
  const auto patient_until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  auto result = attempt();
  for (int retry = 0, counted = 0; !result.ok() && result.error().transient; ++retry) {
    const bool waits =
        is_shortage(result.error()) && std::chrono::steady_clock::now() < patient_until && others_at_work();
    if (!waits && ++counted > retries) break;
    const auto full = std::min<std::int64_t>(2000, std::int64_t{50} << std::min(retry, 10));
    const auto jitter =
        static_cast<std::int64_t>((salt * 2654435761u + static_cast<std::uint64_t>(retry) * 40503u) % 1000);
    const auto pause = full - full * jitter / 2000;
    log::debug("{}: {}; again in {} ms", result.error().path, result.error().message, pause);
    std::this_thread::sleep_for(std::chrono::milliseconds(pause));
    result = attempt();
  }
  return result;
}

}  // namespace whittle::run
