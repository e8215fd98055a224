#pragma once
// From decoded pixels to the pixels that are to be encoded: orientation, size, colour, background, depth, in this
// order.

#include "engine/formats.h"

namespace whittle::engine {

/// Pixels ready for a saver, and what their metadata must say.
struct Prepared {
  vips::ImagePtr image;
  container::MetadataEdit edit;
  bool reduced = false;  ///< colours or depth had to give way, as the format holds less: no encoding of it is exact
};

/// Makes `source` fit for `row` as `job` asks. Pixels are touched only where they must be: a lossless repack gets them
/// as decoded. Errors: unsupported, alpha-unsupported, depth-unsupported (what only the pixels could tell), corrupt.
Result<Prepared> prepare(vips::ImagePtr source, const Job& job, const FormatRow& row);

}  // namespace whittle::engine
