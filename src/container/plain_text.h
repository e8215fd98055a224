#pragma once

#include <cstddef>

#include "base/bytes.h"

namespace whittle::container {

/// Whether everything from `at` is UTF-8 text without control characters (a character cut off by the end counts): then
/// it is a text that happens to begin like an image.
bool is_plain_text(ByteView bytes, std::size_t at);

}  // namespace whittle::container
