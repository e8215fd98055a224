// GIF: every block up to the trailer. The pixels have no checksum; all that shows is a code size that no decoder takes.

#include "container/defect.h"
#include "container/gif/blocks.h"
#include "container/gif/gif.h"

namespace whittle::container {

Status check_gif(ByteView bytes) {
  Window file(bytes);
  GifBlocks blocks(file);
  TRY(blocks.screen());  // whose size may be 0: then the first image gives it
  std::uint64_t images = 0;
  for (;;) {
    TRY_ASSIGN(const std::optional<GifBlock> block, blocks.next());
    if (!block) break;
    if (block->kind != GifBlock::Kind::image) continue;
    ++images;
    if (block->width == 0 || block->height == 0) return corrupt("GIF image of zero width or height", block->offset);
    if (block->code_size < 1 || block->code_size > 8)
      return corrupt("GIF image of impossible code size", block->offset);
    if (block->data_bytes == 0) return corrupt("GIF image without pixels", block->offset);
  }
  if (images == 0) return corrupt("GIF without images", 0);
  return {};
}

std::size_t gif_picture_end(ByteView bytes) {
  Window file(bytes);
  GifBlocks blocks(file);
  if (!blocks.screen().ok()) return bytes.size();
  for (;;) {
    const Result<std::optional<GifBlock>> block = blocks.next();
    if (!block.ok() || !*block) return bytes.size();
    if ((*block)->kind == GifBlock::Kind::trailer) return static_cast<std::size_t>((*block)->end);
  }
}

}  // namespace whittle::container
