#pragma once
// What stands beside a picture, and what becomes of it. Of its own because a program without libvips asks it too.

#include "engine/engine.h"

namespace whittle::engine {

/// Why the job would lose what is not asked to go: content credentials, a gain map, a film, a depth map, sound, another
/// picture. `target` is the output format as people write it. Reasons: signed, gain-map, extras.
std::optional<Error> refuse_extras(const container::Header& facts, const Settings& settings, const char* target);
/// The same of what stands behind the picture, which stays there in a file of the same format.
std::optional<Error> refuse_extras_behind(const Job& job, const char* target);

}  // namespace whittle::engine
