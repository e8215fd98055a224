#include "container/boxes.h"

#include <algorithm>
#include <array>

#include "container/defect.h"

namespace whittle::container {

namespace {

/// Whether the box at `at` has a type that stands at the top of a file of pictures.
bool is_top_box(Window& file, std::uint64_t at) {
  constexpr std::array kTypes = {fourcc("ftyp"), fourcc("meta"), fourcc("mdat"), fourcc("moov"),
                                 fourcc("free"), fourcc("skip"), fourcc("uuid"), fourcc("mpvd"),
                                 fourcc("jxlc"), fourcc("jxlp"), fourcc("Exif"), fourcc("xml ")};
  const Result<ByteView> head = file.need(at, 8, "a box header");
  return head.ok() && std::find(kTypes.begin(), kTypes.end(), be32(*head, 4)) != kTypes.end();
}

}  // namespace

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
  const std::uint64_t at = at_;
  Result<std::optional<Box>> box = next();
  if (box.ok() || rest == Rest::boxes) return box;
  const bool no_box = box.error().reason == Reason::corrupt || !(end_ - at >= 8 && is_top_box(*file_, at));
  return no_box && box.error().category == Category::corrupt ? std::optional<Box>{} : std::move(box);
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
