#pragma once
// What was asked for, as far as it decides about bytes; and whether what stands where an output goes was made by other
// options than those of this run.

#include <cstdint>
#include <optional>
#include <string>

#include "base/content.h"
#include "manifest/manifest.h"
#include "plan/task.h"

namespace whittle::plan {

/// All that decides which bytes encoders make of a content, as one number: of the outputs of `task`.
Content encoding_of(const Task& task);
/// All that decides whether anything is to be done for an input of the format `source`, where that is one task and its
/// output goes to no place of its own (`may_be_done`).
Content asked_of(const Settings& settings, Format source);
inline bool may_be_done(const Settings& settings) {
  const bool stays = settings.target == Target::in_place || settings.target == Target::none;
  return stays && settings.encoders->size() == 1 && settings.formats.size() <= 1;
}

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
