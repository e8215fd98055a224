#pragma once
// From several encodings to the one that is worth having.

#include <functional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace whittle::engine {

/// The smallest of `encodings` that passes `check`, and its index. Checks run from the smallest up and stop at the
/// first success, so that usually one is decoded and not all. The error is that of the smallest. `encodings` must not
/// be empty.
struct Chosen {
  std::size_t index = 0;
  Bytes bytes;
};
Result<Chosen> choose(std::vector<Bytes> encodings, const std::function<Status(ByteView)>& check);

}  // namespace whittle::engine
