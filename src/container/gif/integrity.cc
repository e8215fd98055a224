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
    constexpr unsigned kMostBits = 8, kMostRead = 11;  // of a number of a colour; what browsers read all the same
    if (block->code_size < 1 || block->code_size > kMostRead)
      return corrupt("GIF image of impossible code size", block->offset);
    if (block->code_size > kMostBits) {
      return make_error(
          Category::validation, Reason::unsupported,
          "has a frame with pixels of " + std::to_string(block->code_size) + " bits, which not all viewers read");
    }
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
