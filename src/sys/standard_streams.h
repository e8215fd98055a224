#pragma once
// stdin, stdout and stderr exist, whatever the caller closed.

namespace whittle::sys {

/// A process started with a closed stream (`whittle ... >&-`) would give that descriptor to the next file it opens, and
/// the results would be printed into an image. Fills the gaps with descriptors that fail: writing to a closed stdout
/// stays an error. Call first.
void open_missing_streams();

}  // namespace whittle::sys
