#pragma once
// One task on its way through the graph: what the stages hand on.

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "base/content.h"
#include "cache/records.h"
#include "engine/engine.h"
#include "manifest/manifest.h"
#include "plan/task.h"
#include "sys/file.h"
#include "whittle/result.h"

namespace whittle::run {

/// Owned by one stage at a time; no locking.
struct Work {
  explicit Work(plan::Task planned) : row(std::move(planned.row)), task(std::move(planned)) {}

  ByteView input() const { return task.stdin_bytes ? ByteView(*task.stdin_bytes) : ByteView(bytes); }
  /// Of the candidate.
  const plan::Output& output() const { return task.outputs[output_index]; }

  FileResult row;  ///< the task's own, on its way to be final
  const plan::Task task;
  std::size_t gate_ticket = 0;                 ///< gives its admission back
  sys::OpenFile file;                          ///< the input, kept open for its attributes and identity; none for stdin
  Bytes bytes;                                 ///< the whole input
  std::int64_t read_at_ns = 0;                 ///< when reading it began
  std::optional<Content> content;              ///< of it, where somebody wants to know
  std::optional<engine::Candidate> candidate;  ///< set when an engine made something
  std::size_t output_index = 0;                ///< which of the task's outputs the candidate is
  bool complete = false;                       ///< `Encoded::complete` of the candidate
  bool is_copy = false;                        ///< the candidate was made for another task
  /// What stands in place of the input once the candidate does, and what the next run has to do with it.
  struct Replaced {
    Content content;
    std::uint64_t size = 0;
    cache::Done done;
  };
  std::optional<Replaced> replaced;
  std::shared_ptr<const manifest::Made> made;  ///< what the manifest is to say of what was staged
  Reason kept = Reason::none;                  ///< set: the input stays as it is, and why
  std::optional<Error> error;                  ///< set once something failed: later stages only deliver the original
};

/// Adds the time until destruction to the row: waiting between stages is not counted.
class StageTimer {
 public:
  explicit StageTimer(Work& work) : work_(work), start_(std::chrono::steady_clock::now()) {}
  ~StageTimer() {
    work_.row.ms += std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start_).count();
  }
  StageTimer(const StageTimer&) = delete;
  StageTimer& operator=(const StageTimer&) = delete;

 private:
  Work& work_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace whittle::run
