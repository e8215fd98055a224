#pragma once
// Events of a run, for progress displays and streamed reports.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "whittle/result.h"

namespace whittle {

/// Receives events of one run. Calls never overlap, but may come from different threads; each must return quickly and
/// must not throw. The observer must outlive the call of `optimize` that it is given to.
class Observer {
 public:
  virtual ~Observer() = default;
  /// All work is known: number of rows, their input bytes, and the sum of their estimated costs (arbitrary unit).
  virtual void planned(std::size_t /*files*/, std::uint64_t /*bytes*/, double /*cost*/) {}
  /// A file has been admitted; `cost` is its share of the planned cost.
  virtual void started(std::size_t /*index*/, std::string_view /*input*/, double /*cost*/) {}
  /// A row is final, also those that were decided before any work (`cost` 0). In completion order.
  virtual void finished(const FileResult& /*result*/, double /*cost*/) {}
  /// Something worth knowing that is not a row (durability fallback, missing feature). One line.
  virtual void warned(std::string_view /*message*/) {}
};

}  // namespace whittle
