#pragma once
// A fast content hash. Not for secrets.

#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace whittle {

struct Hash128 {
  std::uint64_t high = 0, low = 0;
  friend bool operator==(const Hash128&, const Hash128&) = default;
};

Hash128 hash128(ByteView bytes);       ///< XXH3, 128 bits: the same on every machine
std::string hex(const Hash128& hash);  ///< 32 lower-case digits

}  // namespace whittle
