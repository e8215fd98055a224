#include "container/gif/blocks.h"

#include "tests/support/catch.h"
#include "tests/support/image_builders.h"
#include "tests/support/strict_source.h"

using namespace whittle::container;
using namespace whittle::test;
using namespace whittle;

TEST_CASE("GIF blocks cover the file up to the trailer") {
  const Bytes file = make_gif({.frames = 3, .transparent = true});
  StrictSource source(file);
  Window window(source);
  GifBlocks blocks(window);
  REQUIRE(blocks.screen().ok());
  std::uint64_t expected = 13 + 6;
  int images = 0, extensions = 0;
  for (;;) {
    const auto block = blocks.next();
    REQUIRE(block.ok());
    if (!block->has_value()) break;
    CHECK((*block)->offset == expected);
    expected = (*block)->end;
    if ((*block)->kind == GifBlock::Kind::image) {
      ++images;
      CHECK((*block)->width == 4);
      CHECK((*block)->code_size == 2);
      CHECK((*block)->data_bytes > 0);
    }
    if ((*block)->kind == GifBlock::Kind::extension) ++extensions;
  }
  CHECK(expected == file.size());
  CHECK(images == 3);
  CHECK(extensions == 4);
}
