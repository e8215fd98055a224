#pragma once
// What the pool is given and gives back: one job for one worker, and its answer.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "engine/engine.h"
#include "sys/fd.h"
#include "worker/protocol.h"

namespace whittle::worker {

using Clock = std::chrono::steady_clock;

/// Bytes in a sealed file that workers may map.
struct SharedBytes {
  std::shared_ptr<const sys::Fd> file;
  std::uint64_t size = 0;
};
Result<SharedBytes> share(ByteView bytes);

/// Of a job whose time was over before it was done.
Error not_in_time();

enum class Company { others, alone };
/// Whether the process that does it may see other files, before or after.
enum class Process { own, shared };

/// What an input's outputs have in common, which one worker may make, one after the other.
struct Shared {
  std::uint64_t input = 0;  ///< a number of its own
  int shrink = 1;           ///< at which fraction all of them decode it
};

/// One job for one worker.
struct Assignment {
  Operation operation = Operation::encode;
  SharedBytes input;
  SharedBytes candidate;  ///< Operation::compare
  container::Header facts;
  engine::Settings settings;
  Clock::duration timeout{};          ///< from the moment a worker has it; zero: none
  std::uint64_t memory = 0;           ///< estimated peak bytes
  std::uint64_t output_limit = 0;     ///< bytes that its result may have
  Company company = Company::others;  ///< alone: no other job runs meanwhile, and all the memory may be used
  Process process = Process::own;
  std::optional<Shared> shared;
};

struct Answer {
  Result<engine::Candidate> made;  ///< empty for Operation::compare
  Clock::duration ran{};           ///< in which a worker had the job and could run: neither waiting nor stopped
};
using WhenDone = std::function<void(Answer)>;

}  // namespace whittle::worker
