#include "container/png/chunks.h"

#include "tests/support/catch.h"
#include "tests/support/image_builders.h"
#include "tests/support/strict_source.h"

using namespace whittle::container;
using namespace whittle::test;
using namespace whittle;

TEST_CASE("PNG chunks carry their bytes and their CRC") {
  Bytes file = make_png({.before_pixels = png_chunk("tEXt", as_bytes("hello")), .after_pixels = png_chunk("zzZz", {})});
  file.resize(file.size() + 7);
  PngChunks chunks(file);
  std::string types;
  for (;;) {
    const auto chunk = chunks.next();
    REQUIRE(chunk.ok());
    if (!chunk->has_value()) break;
    types += fourcc_text((*chunk)->type);
    CHECK((*chunk)->crc_matches());
    CHECK((*chunk)->end - (*chunk)->offset == (*chunk)->data.size() + 12);
  }
  CHECK(types == "IHDRtEXtIDATzzZzIEND");
  CHECK(chunks.position() == file.size() - 7);
  CHECK(png::is_critical(fourcc("IDAT")));
  CHECK_FALSE(png::is_critical(fourcc("tEXt")));
  CHECK(png::is_safe_to_copy(fourcc("tEXt")));
  CHECK_FALSE(png::is_safe_to_copy(fourcc("tRNS")));
}
