#include "container/boxes.h"

#include "container/defect.h"

namespace whittle::container {

Result<std::optional<Box>> Boxes::next() {
  if (at_ >= end_) return std::optional<Box>{};
  if (++steps_ > kMaxSteps) return corrupt("too many boxes", at_);
  if (end_ - at_ < 8) return truncated("a box header", at_);
  TRY_ASSIGN(ByteView head, file_->need(at_, 8, "a box header"));
  Box box{be32(head, 4), at_, at_ + 8, 0};
  std::uint64_t size = be32(head, 0);
  if (size == 1) {
    if (end_ - at_ < 16) return truncated("a box header", at_);
    TRY_ASSIGN(head, file_->need(at_ + 8, 8, "a box header"));
    size = be64(head, 0);
    box.body = at_ + 16;
  } else if (size == 0) {
    size = end_ - at_;  // up to the end
  }
  if (box.type == 0 || size < box.body - at_) return corrupt("impossible box", at_);
  if (size > end_ - at_) return truncated("box " + fourcc_text(box.type), at_);
  box.end = at_ + size;
  at_ = box.end;
  return std::optional<Box>(box);
}

Result<Box> Boxes::find(std::uint32_t type) {
  for (;;) {
    TRY_ASSIGN(const std::optional<Box> box, next());
    if (!box) return Box{};
    if (box->type == type) return *box;
  }
}

Result<std::optional<Box>> Boxes::next_at_top(Rest rest) {
  Result<std::optional<Box>> box = next();
  const bool no_box = !box.ok() && box.error().reason == Reason::corrupt;
  return no_box && rest == Rest::anything ? std::optional<Box>{} : std::move(box);
}

Result<std::uint64_t> BoxCursor::number(unsigned bytes) {
  if (bytes == 0) return std::uint64_t{0};
  if (at_ > end_ || bytes > end_ - at_) return truncated("a box", at_);
  TRY_ASSIGN(const ByteView view, file_->need(at_, bytes, "a box"));
  std::uint64_t value = 0;
  for (unsigned i = 0; i < bytes; ++i) value = value << 8 | u8(view, i);
  at_ += bytes;
  return value;
}

}  // namespace whittle::container
