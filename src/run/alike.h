#pragma once
// What is asked several times in one run of equal contents is encoded once: the first in input order is, the others
// wait outside of the gate and get a copy of its answer. When that is not complete, each of them is encoded.

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/content.h"
#include "plan/task.h"
#include "run/encoder.h"

namespace whittle::run {

/// Thread-safe.
class Alike {
 public:
  explicit Alike(const std::vector<plan::Task>& tasks);

  /// `work` has its answer, or will never have one; `encoded` is null where it cannot be given to others. The indices
  /// of the tasks that waited for it: once, then none.
  std::vector<std::size_t> settled(const Work& work, const Encoded* encoded);
  /// The answer that `work` waited for, if it is one for its content.
  std::optional<Encoded> take(const Work& work);

 private:
  struct Group {
    std::vector<std::size_t> waiting;
    std::size_t left = 0;  ///< that have not taken the answer
    std::optional<Encoded> answer;
    std::optional<Content> content;
  };
  std::mutex mutex_;
  std::map<std::size_t, Group> groups_;  ///< by the index of the first; protected by mutex_
};

}  // namespace whittle::run
