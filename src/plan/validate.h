#pragma once
// A first look at every input, in parallel: what it is, and whether it can be worked on. One bad file is one bad row.

#include <functional>
#include <memory>
#include <vector>

#include "base/content.h"
#include "cache/cache.h"
#include "container/header.h"
#include "plan/settings.h"
#include "scan/found.h"
#include "sys/file.h"

namespace whittle::plan {

/// What the look at one Found gave. `error` is set when it cannot be worked on; `facts` may then still hold the format.
struct Inspection {
  sys::FileStat stat;
  container::Header facts;
  std::unique_ptr<Error> error;
  std::uint64_t start = 0;          ///< a hash of the first bytes
  std::optional<Content> content;   ///< where size and first bytes are those of another one, too
  std::optional<cache::Done> done;  ///< an earlier run found that nothing is to be done; only some facts are known then
};

/// Files looked at by one parallel task.
inline constexpr std::size_t kChunk = 50;

/// Looks at all of `found`: stat, sniff, header, limits. Opens regular files only, and not those that `cache` (or null)
/// knows as they are. The results stand in the order of `found`. `stopped` is polled between chunks; what was not
/// looked at carries Reason::interrupted.
std::vector<Inspection> validate(const std::vector<scan::Found>& found, const Settings& settings,
                                 const cache::Cache* cache, const std::function<bool()>& stopped);

/// The look at bytes that are in memory already (stdin).
Inspection inspect_bytes(ByteView bytes, const Settings& settings);

}  // namespace whittle::plan
