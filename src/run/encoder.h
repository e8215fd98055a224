#pragma once
// The seam between the graph and whatever runs the engines: this process, a pool of worker processes, or a fake in
// tests.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "base/result.h"
#include "engine/engine.h"
#include "run/work.h"
#include "worker/pool.h"

namespace whittle::run {

/// What is to be encoded: the outputs of one task, from its input in memory. Nobody changes `work` until it is done.
struct EncodeRequest {
  std::shared_ptr<const Work> work;
  std::optional<std::chrono::steady_clock::duration> timeout;  ///< for all of it: time in which it runs
};

/// What came of a request: the smallest candidate of all outputs, or the first error when there is none.
struct Encoded {
  Result<engine::Candidate> candidate;
  std::size_t output_index = 0;  ///< which of the task's outputs the candidate is
  int retries = 0;               ///< attempts beyond the first of each output
  /// Any run that asks the same of the same bytes gets this answer: nothing failed on the way to it, no attempt was
  /// given up for want of time or memory, and the target is reached. Only then it may be kept for others.
  bool complete = false;
};

/// Whether the engine did all that it was asked for.
inline bool answers(const engine::Candidate& candidate, const engine::Settings& settings) {
  const std::optional<double> target = settings.target_score;
  return !candidate.makeshift && !(target && candidate.score && *candidate.score < *target);
}

/// Runs requests. Thread-safe.
class Encoder {
 public:
  using Done = std::function<void(Encoded)>;

  virtual ~Encoder() = default;
  /// Starts `request`; calls `done` exactly once, from any thread, perhaps before it returns. At most `jobs` requests
  /// are under way.
  virtual void start(EncodeRequest request, Done done) noexcept = 0;
};

/// Runs the engines in the calling thread. A codec that cannot be stopped runs over its deadline and is then discarded.
std::unique_ptr<Encoder> in_process_encoder();

/// Runs the engines in workers. `pool` must outlive it, with all requests done.
std::unique_ptr<Encoder> worker_encoder(worker::Pool& pool);

}  // namespace whittle::run
