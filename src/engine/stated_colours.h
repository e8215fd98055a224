#pragma once
// Colours that a file states by numbers instead of a profile: carried over where the output can say them, else said by
// a profile or converted, else refused.

#include "container/metadata.h"
#include "engine/formats.h"

namespace whittle::engine {

/// `image`, the decoded `job.input`, so that with its profile, and `edit.code_points` where `row` has them, it means
/// what the input states; with `--icc srgb` as sRGB, or with a profile that still is to be applied. Errors: unsupported
/// for what neither `row` nor a profile can say.
Result<vips::ImagePtr> fit_stated_colours(vips::ImagePtr image, const Job& job, const FormatRow& row,
                                          container::MetadataEdit& edit);

/// `image` as sRGB, or with a profile that is to be applied; as it is where nobody knows better.
Result<vips::ImagePtr> with_stated_colours(vips::ImagePtr image, const container::StatedColours& colours);

}  // namespace whittle::engine
