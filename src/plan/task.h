#pragma once
// One input with its decided settings. Built by plan; run takes it over and hands it from stage to stage.

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/content.h"
#include "container/geometry.h"
#include "container/header.h"
#include "engine/engine.h"
#include "plan/cost.h"
#include "plan/output_path.h"
#include "plan/row.h"
#include "plan/settings.h"
#include "scan/found.h"
#include "sys/file.h"
#include "whittle/result.h"

namespace whittle::plan {

/// One possible output of a task.
struct Output {
  std::shared_ptr<const engine::Settings> settings;
  OutputPath path;  ///< empty in modes that write nothing
  /// Set where several outputs are made of the input's pixels: at which fraction all of them decode it.
  std::optional<int> shared_shrink = {};
};

/// When a candidate is written: if it saves enough, if it saves anything at all, or whatever its size.
enum class Deliver { if_better, if_smaller, always };
/// How far a file that no engine will work on is looked into: a damaged one is reported as such.
enum class Look { header, whole };

struct Task {
  FileResult row;                                ///< what is known before work; final when there is nothing to run
  std::shared_ptr<const Bytes> stdin_bytes;      ///< the input itself when it came from stdin
  sys::DirectoryId directory;                    ///< in which the input's name was found
  std::shared_ptr<const scan::LinkTarget> link;  ///< set when that name is a symbolic link: where it led
  sys::FileIdentity identity;                    ///< the input when it was inspected
  std::int64_t accessed_ns = 0;                  ///< when it was last read before that
  container::Header facts;
  std::optional<Content> content;   ///< of the whole input, where another one is likely to have the same
  std::optional<std::size_t> like;  ///< index of the first task of which the same is asked with the same content
  std::size_t source = 0;           ///< number of the input; its tasks stand together
  std::size_t size = 0;             ///< which of the sizes of --resize
  std::vector<Output> outputs;      ///< tried all, smallest wins; several only for `-f auto`; empty: nothing to encode
  OutputPath original_path;         ///< where the unchanged original is delivered when no output is; empty: nowhere
  std::string backup_path;          ///< where the original is copied before it is replaced; empty: nowhere
  std::shared_ptr<const Settings> own;  ///< what is made of this input, where that is not as in the rest of the run
  Deliver deliver = Deliver::if_better;
  Look look = Look::header;
  Cost cost;

  /// Whether a stage of run has anything to do with it.
  bool has_work() const { return !outputs.empty() || !original_path.empty() || look == Look::whole; }
};

/// What is made of the input of `task`. How the run goes is the business of its own settings.
inline const Settings& settings_for(const Settings& run, const Task& task) {
  return task.own ? *task.own : run;
}

/// Whether `--resize` makes something else of the picture.
inline bool changes_size(const Settings& settings, const Task& task) {
  return container::output_size(task.facts, settings_for(settings, task).resize(task.size)) !=
         container::oriented_size(task.facts);
}

/// What it means for `task` that none of its outputs is made, for `reason`. Whoever waits for an output must hear of
/// it: where one was named and the original does not do instead, or another size was asked for that this file cannot
/// have.
inline Undelivered undelivered(const Settings& settings, const Task& task, Reason reason) {
  const bool one_output = settings.target == Target::file || settings.target == Target::stdout_stream;
  if (one_output && task.original_path.empty()) return Undelivered::fails;
  const bool cannot = reason == Reason::unsupported || reason == Reason::animated_unsupported;
  return cannot && changes_size(settings, task) ? Undelivered::fails : Undelivered::is_fine;
}

struct Plan {
  Settings settings;
  std::vector<Task> tasks;  ///< in input order; row.index is the position
  std::string allows_loss;  ///< a rule of a configuration by which some of them do, though nobody else says so

  bool has_work() const {
    return std::any_of(tasks.begin(), tasks.end(), [](const Task& task) { return task.has_work(); });
  }
};

}  // namespace whittle::plan
