#pragma once
// Sizes of inputs that are known from before.

#include <cstdint>
#include <optional>
#include <string>

#include "whittle/options.h"

namespace whittle::plan {

class Baseline {
 public:
  /// `options` must outlive this.
  explicit Baseline(const Options& options);
  /// What the input at `path` may have, in bytes.
  std::optional<std::uint64_t> size_of(const std::string& path) const;

 private:
  const std::map<std::string, std::uint64_t>* sizes_;
  std::string working_directory_;
};

}  // namespace whittle::plan
