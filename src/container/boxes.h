#pragma once
// The boxes of an ISO base media file (AVIF, HEIC, JXL container), one level at a time.

#include <cstdint>
#include <optional>

#include "base/result.h"
#include "container/window.h"

namespace whittle::container {

struct Box {
  std::uint32_t type = 0;    ///< fourcc; 0: there is none
  std::uint64_t offset = 0;  ///< of the size field
  std::uint64_t body = 0;    ///< behind the header
  std::uint64_t end = 0;

  std::uint64_t size() const { return end - body; }
  explicit operator bool() const { return type != 0; }
};

class Boxes {
 public:
  Boxes(Window& file, std::uint64_t begin, std::uint64_t end) : file_(&file), at_(begin), end_(end) {}
  /// The boxes inside `parent`, whose body begins with `skip` bytes of other things.
  Boxes(Window& file, const Box& parent, std::uint64_t skip = 0)
      : Boxes(file, std::min(parent.body + skip, parent.end), parent.end) {}

  /// Every box, then nullopt. Errors: a box that reaches past the end (truncated), sizes that cannot be (corrupt).
  Result<std::optional<Box>> next();
  /// The first box of `type` from here on; an empty Box when there is none.
  Result<Box> find(std::uint32_t type);

 private:
  Window* file_;
  std::uint64_t at_, end_;
  std::uint32_t steps_ = 0;
};

}  // namespace whittle::container
