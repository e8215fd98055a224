#pragma once
// Remaining time of a run, from the costs of its files.

#include <cstddef>
#include <optional>

namespace whittle::report {

/// Estimates how long the planned cost will still take. Times are seconds on any clock that starts anywhere; a time
/// earlier than one already seen counts as that one. Costs are in the planner's unit; zero, negative and non-finite
/// costs are no work. Value type, not thread-safe.
class Eta {
 public:
  /// The work begins: `total_cost` is the sum of the costs of all files.
  void plan(double total_cost, double now);
  void start(double cost);               ///< a file of this cost is being worked on
  void finish(double cost, double now);  ///< it is done

  /// Seconds until the end; nothing while an answer would be a guess (`kMinSeconds`, `kMinFiles`, `kMinShare`), or
  /// without costs.
  std::optional<double> remaining(double now) const;
  /// Share of the planned cost that is done, 0 to 1; nothing without costs.
  std::optional<double> done_share() const;

  static constexpr double kMemorySeconds = 30;  ///< the rate forgets: work this old counts 1/e of new work
  static constexpr double kMinSeconds = 2;
  static constexpr std::size_t kMinFiles = 8;  ///< finished files that had a cost ...
  static constexpr double kMinShare = 0.05;    ///< ... or share of the cost done: few but large files

 private:
  void move_to(double now);

  bool planned_ = false;
  double total_ = 0, done_ = 0, active_ = 0;
  std::size_t finished_ = 0;
  double began_ = 0, last_ = 0;               // when the work began; up to when the sums below reach
  double recent_cost_ = 0, recent_time_ = 0;  // work and time, both fading with age
  double freshness_ = 1;                      // what is left of the stretch of time between the last two finished files
};

}  // namespace whittle::report
