#pragma once
// What a file contains, as a number that nobody can make another file have: a cache hands out one file's picture where
// the numbers are equal. Hash128 is faster and not for that: equal ones can be made on purpose.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>

#include "base/bytes.h"

namespace whittle {

/// SHA-256, which processors have instructions for: the same on every machine.
struct Content {
  std::array<std::byte, 32> hash{};
  friend bool operator==(const Content&, const Content&) = default;
};

Content content_of(ByteView bytes);
/// Of all of `source`, a piece at a time.
Result<Content> content_of(ByteSource& source);
std::string hex(const Content& content);  ///< 64 lower-case digits

}  // namespace whittle

template <>
struct std::hash<whittle::Content> {
  std::size_t operator()(const whittle::Content& content) const noexcept {
    std::size_t value = 0;
    std::memcpy(&value, content.hash.data(), sizeof value);
    return value;
  }
};
