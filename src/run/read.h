#pragma once
// First stage: the whole input into memory, unchanged since it was planned and undamaged.

#include <functional>

#include "plan/settings.h"
#include "run/folders.h"
#include "run/memory.h"
#include "run/work.h"

namespace whittle::run {

/// Opens and reads the input and walks its container. On failure `work.error` says why. Transient I/O errors are tried
/// again with growing pauses, Settings::retries times; a shortage of descriptors as long as there are `others_at_work`.
/// Of what `memory` knows no more is looked at.
void read_input(Work& work, const plan::Settings& settings, Folders& folders, const Memory& memory,
                const std::function<bool()>& others_at_work) noexcept;

}  // namespace whittle::run
