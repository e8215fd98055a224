#pragma once
// Which scans make a JPEG smallest, told from exact symbol counts without coding any of them.

#include "engine/jpeg_script.h"
#include "engine/jpeg_sparse.h"

namespace whittle::engine::jpeg {

/// One or more scripts worth coding; the smallest result is to be kept. `baseline`: sequential ones only.
std::vector<Script> best_scripts(const Sparse& sparse, int effort, bool baseline);

}  // namespace whittle::engine::jpeg
