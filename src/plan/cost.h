#pragma once
// What a job will take, estimated from its header: peak memory for admission, time for ordering and progress.

#include <cstdint>

#include "container/header.h"
#include "engine/engine.h"

namespace whittle::plan {

struct Cost {
  std::uint64_t bytes = 0;  ///< estimated peak memory while the job is in flight
  double ms = 0;            ///< estimated encoder time on one core; only ratios matter
};

/// The estimate for encoding `facts` (a file of `file_bytes`) with `settings`.
Cost estimate(const container::Header& facts, std::uint64_t file_bytes, const engine::Settings& settings);
/// The estimate for reading and writing a file unchanged.
Cost estimate_copy(std::uint64_t file_bytes);

}  // namespace whittle::plan
