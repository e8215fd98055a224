#include "plan/baseline.h"

#include <filesystem>

#include "base/path.h"
#include "sys/file.h"

namespace whittle::plan {

Baseline::Baseline(const Options& options) : sizes_(options.baseline_sizes.get()) {
  if (sizes_ == nullptr) return;
  const auto real = sys::real_path(".");
  working_directory_ = real.ok() ? *real : "/";
}

std::optional<std::uint64_t> Baseline::size_of(const std::string& path) const {
  if (sizes_ == nullptr || path == "-") return std::nullopt;
  const std::string whole = path.starts_with('/') ? path : join(working_directory_, path);
  const auto known = sizes_->find(std::filesystem::path(whole).lexically_normal().string());
  return known == sizes_->end() ? std::nullopt : std::optional(known->second);
}

}  // namespace whittle::plan
