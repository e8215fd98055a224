#include "container/gif/frames.h"

#include <utility>

#include "container/defect.h"

namespace whittle::container {

Result<std::optional<GifFrame>> GifFrames::next() {
  if (!opened_) {
    TRY_ASSIGN(screen_, blocks_.screen());
    opened_ = true;
  }
  for (;;) {
    TRY_ASSIGN(const std::optional<GifBlock> block, blocks_.next());
    if (!block || block->kind == GifBlock::Kind::trailer) return std::optional<GifFrame>{};
    if (block->kind == GifBlock::Kind::extension) {
      if (block->label == gif::kGraphicControl) control_ = block->control;
      if (block->plays) plays_ = *block->plays;
      credentials_ = credentials_ || block->credentials;
      continue;
    }
    if (count_ == kMaxSteps) return corrupt("too many GIF frames", block->offset);
    GifFrame frame;
    frame.area = {block->left, block->top, block->width, block->height};
    frame.control = std::exchange(control_, {});
    frame.interlaced = block->interlaced;
    frame.table = block->table.colours > 0 ? block->table : screen_.table;
    frame.code_size = block->code_size;
    frame.data = block->data;
    frame.data_bytes = block->data_bytes;
    own_tables_ = own_tables_ || block->table.colours > 0;
    take(frame);
    return std::optional<GifFrame>(frame);
  }
}

Status GifFrames::read_all() {
  for (;;) {
    TRY_ASSIGN(const std::optional<GifFrame> frame, next());
    if (!frame) break;
  }
  if (count_ == 0) return corrupt("GIF without images", 0);
  return {};
}

void GifFrames::take(const GifFrame& frame) {
  if (!ground_) {
    canvas_ = {0, 0, std::max<std::uint32_t>(screen_.width, frame.area.left + frame.area.width),
               std::max<std::uint32_t>(screen_.height, frame.area.top + frame.area.height)};
    ground_ = Ground(canvas_);
  }
  ground_->paint(frame.area, frame.control.disposal);
  ++count_;
  leaves_screen_ = leaves_screen_ || !Area{0, 0, screen_.width, screen_.height}.holds(frame.area);
  if (frame.control.transparent) ++transparent_;
  interlaced_ = interlaced_ || frame.interlaced;
}

bool GifFrames::may_be_transparent() const {
  return transparent_ > 0 || (ground_ && ground_->shows());
}

bool GifFrames::has_doubtful_ground() const {
  return transparent_ < count_ && ground_ && ground_->shows();
}

}  // namespace whittle::container
