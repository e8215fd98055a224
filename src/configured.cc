#include "whittle/configuration.h"

#include <utility>

#include "scan/scan.h"

namespace whittle {

std::variant<std::shared_ptr<const Configured>, Error> configured(const Options& options, const std::string& path) {
  Result<std::shared_ptr<const Configured>> found = scan::configured_at(options, path);
  if (!found.ok()) return std::move(found).error();
  return std::move(*found);
}

}  // namespace whittle
