#pragma once
// One call of a saver, stopped when the deadline passes.

#include "base/deadline.h"
#include "engine/formats.h"

namespace whittle::engine {

/// Which metadata fields of the image libvips is to write.
enum class Written { nothing, what_is_there };

/// The bytes that the saver of `row` makes of `image`. libvips looks at the deadline between strips of pixels; encoders
/// that work after the last strip (AVIF, progressive JPEG) run on, and their result is then thrown away: only a killed
/// process is sooner.
Result<Bytes> save(VipsImage* image, const FormatRow& row, const Variant& variant, Written written,
                   const Deadline& deadline);

}  // namespace whittle::engine
