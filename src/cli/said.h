#pragma once
// What the options said, one by one, before anybody asked whether it makes sense together.

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/invocation.h"

namespace whittle::cli {

struct Said {
  Invocation invocation;  ///< but for what is below
  bool in_place = false;
  std::optional<std::string> output;
  MetadataSet keep = 0;
  bool no_config = false, print_config = false;
  bool check = false, dry_run = false, list = false;
  std::optional<std::string> score;
  std::vector<Request> cache_requests;
  std::optional<std::string> cache;
  std::optional<Shell> completions;
  bool json = false, ndjson = false, quiet = false;
  std::optional<RowOrder> order;
};

/// The Invocation that `said` amounts to. Errors (Category::usage) for what only a command line can say wrong: whether
/// something was said twice, or said without what it belongs to. Others are for `optimize` to refuse.
Result<Invocation> settle(Said said);

}  // namespace whittle::cli
