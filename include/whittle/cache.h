#pragma once
// The cache of `Options::cache` by itself: what is in it, whether it is whole, and its end. Runs keep it within
// `Options::cache_bytes` and check what they take out; none of these is ever necessary.

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "whittle/error.h"

namespace whittle {

struct CacheStats {
  std::size_t results = 0;         ///< files that encoders made
  std::uint64_t result_bytes = 0;  ///< that these take
  std::size_t builds = 0;          ///< of whittle and its libraries that have left something
  std::size_t files = 0;           ///< seen here with the contents they have
  std::size_t done = 0;            ///< contents for which nothing is to be done
  std::size_t answers = 0;         ///< of encoders
  std::uint64_t table_bytes = 0;   ///< that all these take
  std::size_t damaged = 0;         ///< results and records; `verify_cache` alone looks into results
};

/// Errors of all: not-found, permission-denied (somebody else's, or open to others), exists (no cache of ours).
std::variant<CacheStats, Error> cache_stats(const std::string& directory);
/// Reads everything and removes what is damaged. What is left, and how much was damaged.
std::variant<CacheStats, Error> verify_cache(const std::string& directory);
/// Removes everything but the directory. What was there.
std::variant<CacheStats, Error> clear_cache(const std::string& directory);

}  // namespace whittle
