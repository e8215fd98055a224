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
  /// As next(), for the boxes at the top of a file, which have to follow each other up to its end: with Rest::anything
  /// what cannot be a box, or is cut off and none that stands there, is bytes after the end, and nullopt.
  enum class Rest { boxes, anything };
  Result<std::optional<Box>> next_at_top(Rest rest);
  /// The first box of `type` from here on; an empty Box when there is none.
  Result<Box> find(std::uint32_t type);

 private:
  Window* file_;
  std::uint64_t at_, end_;
  std::uint32_t steps_ = 0;
};

/// Reads big-endian numbers one after the other up to an end.
class BoxCursor {
 public:
  BoxCursor(Window& file, std::uint64_t at, std::uint64_t end) : file_(&file), at_(at), end_(end) {}
  BoxCursor(Window& file, const Box& box) : BoxCursor(file, box.body, box.end) {}

  std::uint64_t at() const { return at_; }
  bool done() const { return at_ >= end_; }
  void skip(std::uint64_t bytes) { at_ = bytes > end_ - at_ ? end_ : at_ + bytes; }
  /// A number of 0 to 8 bytes.
  Result<std::uint64_t> number(unsigned bytes);

 private:
  Window* file_;
  std::uint64_t at_, end_;
};

}  // namespace whittle::container
