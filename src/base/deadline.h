#pragma once
// Until when a job may run.

#include <chrono>
#include <optional>

#include "base/result.h"

namespace whittle {

using Deadline = std::optional<std::chrono::steady_clock::time_point>;

inline bool passed(const Deadline& deadline) {
  return deadline && std::chrono::steady_clock::now() >= *deadline;
}

inline Error timed_out() {
  return make_error(Category::timeout, Reason::timeout, "took longer than --timeout allows");
}

}  // namespace whittle
