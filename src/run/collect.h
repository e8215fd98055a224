#pragma once
// Rows come in any order from any thread; here they become a list in input order, and observers hear of them one at a
// time.

#include <mutex>
#include <string_view>
#include <vector>

#include "plan/task.h"
#include "whittle/observer.h"
#include "whittle/result.h"

namespace whittle::run {

class Collector {
 public:
  /// `observer` may be null.
  Collector(std::size_t rows, Observer* observer);

  void planned(std::uint64_t bytes, double cost);
  void started(const plan::Task& task);
  /// A final row. Thread-safe.
  void finished(FileResult row, double cost);
  /// Something worth knowing that is not a row. Thread-safe.
  void warned(std::string_view message);
  /// Whether any row failed so far. Thread-safe.
  bool any_failed() const;
  /// The rows in input order; the collector is empty afterwards.
  std::vector<FileResult> take();

 private:
  Observer* const observer_;
  mutable std::mutex mutex_;
  // State below is protected by mutex_.
  std::vector<FileResult> rows_;
  bool any_failed_ = false;
};

}  // namespace whittle::run
