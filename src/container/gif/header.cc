// GIF: only a walk over all blocks tells how many frames there are and whether any has a transparent colour.

#include "container/defect.h"
#include "container/gif/blocks.h"
#include "container/gif/gif.h"
#include "container/plain_text.h"

namespace whittle::container {

bool is_gif(ByteView b) {
  if (!has_text(b, 0, "GIF87a") && !has_text(b, 0, "GIF89a")) return false;
  return !is_plain_text(b.first(std::min<std::size_t>(b.size(), 13)), 6);  // sizes, flags, background, aspect (0 or so)
}

Result<Header> read_gif_header(Window& file) {
  GifBlocks blocks(file);
  TRY_ASSIGN(const GifScreen screen, blocks.screen());
  Header header;
  header.width = screen.width;
  header.height = screen.height;
  header.frames = 0;
  header.colour = Colour::palette;
  header.coding = Coding::lossless;
  for (;;) {
    TRY_ASSIGN(const std::optional<GifBlock> block, blocks.next());
    if (!block || block->kind == GifBlock::Kind::trailer) break;
    if (block->kind == GifBlock::Kind::image) {
      ++header.frames;
      if (block->interlaced) header.interlaced = Has::yes;
    } else {
      if (block->transparent) header.alpha = Has::yes;
      if (block->credentials) header.extras |= bit(Extra::credentials);
    }
    if (header.frames > kMaxSteps) return corrupt("too many GIF frames", block->offset);
  }
  if (header.frames == 0) return corrupt("GIF without images", 0);
  return header;
}

}  // namespace whittle::container
