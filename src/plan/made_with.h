#pragma once
// Whether what stands where an output goes was made by other options than those of this run.

#include <cstdint>
#include <optional>
#include <string>

#include "manifest/manifest.h"
#include "plan/task.h"

namespace whittle::plan {

/// A number for all that decides which bytes come of an input: the same options, the same number, on every machine.
std::uint64_t options_of(const Settings& settings, const Task& task);

/// Whether the file at `path` is known to have been made by whittle with other options than those of `task`: it is
/// listed and has the bytes that are listed, or carries a mark that tells of another quality. `listed`: null when it is
/// not in the manifest.
bool made_with_other_options(const Settings& settings, const Task& task, const std::string& path,
                             const manifest::Made* listed);

/// What stands at `path`, if it is an image.
std::optional<Standing> standing_at(const std::string& path);

}  // namespace whittle::plan
