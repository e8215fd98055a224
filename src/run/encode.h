#pragma once
// The seam between the graph and whatever runs the engines: this process, a pool of worker processes, or a fake in
// tests.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "base/bytes.h"
#include "base/result.h"
#include "engine/engine.h"
#include "plan/task.h"
#include "worker/pool.h"

namespace whittle::run {

/// What is to be encoded. The views must stay valid until the request is done.
struct EncodeRequest {
  ByteView input;
  const plan::Task* task = nullptr;
  std::optional<std::chrono::steady_clock::time_point> deadline;
  int* attempts = nullptr;  ///< counted up for each further one
};

struct Encoded {
  engine::Candidate candidate;
  const plan::Output* output = nullptr;  ///< the one of the task's outputs that the candidate is
};

/// Runs requests. Thread-safe.
class Encoder {
 public:
  using Done = std::function<void(Result<Encoded>)>;

  virtual ~Encoder() = default;
  /// Starts `request`; calls `done` exactly once, from any thread, perhaps before it returns. At most `jobs` requests
  /// are under way.
  virtual void start(const EncodeRequest& request, Done done) noexcept = 0;
};

/// Runs the engines in the calling thread. A codec that cannot be stopped runs over its deadline and is then discarded.
std::unique_ptr<Encoder> in_process_encoder();

/// Runs the engines in workers. `pool` must outlive it, with all requests done.
std::unique_ptr<Encoder> worker_encoder(worker::Pool& pool);

}  // namespace whittle::run
