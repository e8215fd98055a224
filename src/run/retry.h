#pragma once
// Trying again what may go away by itself: a full descriptor table, a stale network file handle, an interrupted call.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <thread>

#include "base/log.h"
#include "base/result.h"

namespace whittle::run {

/// Runs `attempt` (returning a Result or Status) until it succeeds, fails for good, or has been repeated `retries`
/// times. Pauses 50, 100, 200 ... ms, at most 2 s, each shortened by up to half by `salt`, so that many tasks do not
/// come back at the same moment.
template <typename Attempt>
auto with_retries(int retries, std::uint64_t salt, Attempt attempt) {
  auto result = attempt();
  for (int retry = 0; retry < retries && !result.ok() && result.error().transient; ++retry) {
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
