#pragma once
// A first look at every input, in parallel: what it is, and whether it can be worked on. One bad file is one bad row.

#include <functional>
#include <memory>
#include <vector>

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
};

/// Files looked at by one parallel task.
inline constexpr std::size_t kChunk = 50;

/// Looks at all of `found`: stat, sniff, header, limits. Opens regular files only. The results stand in the order of
/// `found`. `stopped` is polled between chunks; what was not looked at carries Reason::interrupted.
std::vector<Inspection> validate(const std::vector<scan::Found>& found, const Settings& settings,
                                 const std::function<bool()>& stopped);

/// The look at bytes that are in memory already (stdin).
Inspection inspect_bytes(ByteView bytes, const Settings& settings);

}  // namespace whittle::plan
