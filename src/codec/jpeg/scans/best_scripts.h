#pragma once
// Which scans make a JPEG smallest, told from exact symbol counts without coding any of them.

#include "codec/jpeg/scans/script.h"
#include "codec/jpeg/sparse.h"

namespace whittle::jpeg {

/// One or more scripts worth coding; the smallest result is to be kept. `baseline`: sequential ones only.
std::vector<Script> best_scripts(const Sparse& sparse, int effort, bool baseline);

}  // namespace whittle::jpeg
