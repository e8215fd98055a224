#pragma once
// Settings of inputs of which configuration files say something.

#include <map>
#include <memory>
#include <string>

#include "base/result.h"
#include "plan/settings.h"
#include "scan/found.h"

namespace whittle::plan {

/// Decides them once for all inputs of which the same is said.
class OwnSettings {
 public:
  /// `run`: those of the others. Both must outlive this.
  OwnSettings(const Options& options, const Settings& run) : options_(options), run_(run) {}

  /// Null where nothing is said. Errors (usage): what is said makes no sense together, or with the command line.
  Result<std::shared_ptr<const Settings>> of(const scan::Found& found);
  /// A rule that allows loss where the command line does not; empty: there was none.
  const std::string& allows_loss() const { return allows_loss_; }

 private:
  const Options& options_;
  const Settings& run_;
  std::string allows_loss_;
  std::map<const Configured*, std::shared_ptr<const Settings>> known_;
};

}  // namespace whittle::plan
